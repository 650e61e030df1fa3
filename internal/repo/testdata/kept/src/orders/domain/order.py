from dataclasses import dataclass

from orders.services.pricing import price


@dataclass
class Order:
    number: str
    lines: list

    def total(self):
        return price(self)
