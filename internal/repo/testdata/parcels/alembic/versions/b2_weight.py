revision = "b2"
down_revision = "a1"


def upgrade():
    op.add_column("parcels", sa.Column("weight", sa.Integer()))
    op.create_index("parcels_weight", "parcels", ["weight"], postgresql_concurrently=True)
