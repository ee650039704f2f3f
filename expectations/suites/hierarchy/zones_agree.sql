select * from ${differences}
