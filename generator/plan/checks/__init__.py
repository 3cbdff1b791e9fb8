"""The checker's rules, a subject each: what our practice guide asks of a rendered script."""
