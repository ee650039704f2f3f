"""The synthetic country that the product makes itself: files of every feed, as the sources would deliver them."""
