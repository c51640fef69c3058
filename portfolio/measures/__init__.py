"""Every figure anyone sees, computed once from a view: small frozen results, whole minor units."""
