from orders.services.money import currency


def price(order):
    return sum(order.lines), currency()
