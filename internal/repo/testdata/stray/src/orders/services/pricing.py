from orders.api.routes import currency
from orders.domain.order import Order


def price(order: Order):
    return sum(order.lines), currency()
