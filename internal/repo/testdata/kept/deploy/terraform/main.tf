resource "aws_db_instance" "orders" {
  engine                  = "postgres"
  engine_version          = "16.3"
  backup_retention_period = 30
  multi_az                = true
  publicly_accessible     = false
}
