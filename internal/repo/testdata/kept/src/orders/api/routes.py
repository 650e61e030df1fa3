from orders.services.money import currency
from fastapi import APIRouter

router = APIRouter()


@router.get("/currency")
def show():
    return currency()
