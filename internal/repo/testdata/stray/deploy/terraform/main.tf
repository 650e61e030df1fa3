resource "aws_db_instance" "orders" {
  engine                  = "postgres"
  engine_version          = "13.14"
  backup_retention_period = 7
  multi_az                = false
  publicly_accessible     = false
}
