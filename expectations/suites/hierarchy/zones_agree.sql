select * from audit__difference_${name}
