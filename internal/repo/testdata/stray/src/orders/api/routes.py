from fastapi import APIRouter

router = APIRouter()


def currency():
    return "EUR"
