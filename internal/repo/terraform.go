package repo

import (
	"strings"

	"archreview/internal/lazyregexp"
)

var (
	tfBlock     = lazyregexp.New(`^\s*(resource|module|data|variable|locals|provider|terraform|output)\s*(?:"([\w-]+)")?\s*(?:"([\w-]+)")?\s*\{`)
	tfAttribute = lazyregexp.New(`^\s*"?([\w.-]+)"?\s*=\s*(.+?)\s*(?:#.*|//.*)?$`)
)

// readTerraform reads Terraform: the attributes of the main resources of AWS,
// Google Cloud and Azure that are written as plain values.
func readTerraform(s *sheet) {
	var kind, name string
	depth, inside := 0, []string{}
	for i, line := range s.lines {
		trimmed := strings.TrimSpace(line)
		if strings.HasPrefix(trimmed, "#") || strings.HasPrefix(trimmed, "//") {
			continue
		}
		if m := tfBlock.FindStringSubmatch(line); m != nil && depth == 0 {
			kind, name = "", ""
			if m[1] == "resource" {
				kind, name = m[2], m[3]
				s.say(i+1, "Infrastructure is declared in terraform")
			}
		} else if m := tfAttribute.FindStringSubmatch(line); m != nil && kind != "" && depth >= 1 {
			s.attribute(i+1, kind, name, strings.Join(inside[1:], "."), m[1], m[2])
		}
		opens, closes := strings.Count(line, "{"), strings.Count(line, "}")
		for range max(0, opens-closes) {
			inside = append(inside, strings.TrimSpace(strings.SplitN(strings.TrimSpace(line), " ", 2)[0]))
		}
		depth += opens - closes
		depth = max(0, depth)
		inside = inside[:min(len(inside), depth)]
		for len(inside) < depth {
			inside = append(inside, "")
		}
	}
}

// attribute reads one attribute of a resource; inner are the blocks within.
func (s *sheet) attribute(line int, kind, name, inner, key, value string) {
	value = strings.Trim(strings.TrimSpace(value), `"`)
	if strings.Contains(value, "${") || strings.HasPrefix(value, "var.") || strings.HasPrefix(value, "local.") {
		return
	}
	if strings.HasPrefix(kind, "azurerm_") {
		s.azure(line, kind, name, inner, key, value)
	}
	switch kind {
	case "aws_db_instance", "aws_rds_cluster", "aws_rds_cluster_instance":
		s.awsDatabase(line, name, key, value)
	case "aws_db_parameter_group", "google_sql_database_instance", "azurerm_postgresql_flexible_server":
		s.otherDatabase(line, kind, name, inner, key, value)
	case "aws_elasticache_replication_group", "aws_elasticache_cluster":
		s.cacheCluster(line, key, value)
	case "aws_sqs_queue":
		if key == "visibility_timeout_seconds" {
			s.seconds(line, name, VisibilityTimeout, value, "")
		}
	case "aws_ecs_service":
		if s.deploys = true; key == "desired_count" {
			s.count(line, name, Replicas, value, "%s runs %s tasks")
		}
	case "aws_s3_bucket_versioning":
		if key == "status" && value == "Enabled" {
			s.say(line, "Versioning of the bucket is enabled")
		}
	case "aws_cloudwatch_metric_alarm", "google_monitoring_alert_policy":
		if key == "alarm_name" || key == "display_name" && inner == "" {
			s.say(line, "An alert is raised by an alarm")
		}
	}
}

func (s *sheet) awsDatabase(line int, name, key, value string) {
	switch key {
	case "engine":
		s.database(line, value)
	case "engine_version":
		if p := s.engineNear(line); p != "" && tagVersion.MatchString(value+"-") {
			s.set(line, p, Version, value, "")
		}
	case "backup_retention_period":
		s.retention(line, name, value)
	case "multi_az":
		s.flag(line, name, MultiAZ, value, "The database has a standby, RDS multi AZ")
	case "deletion_protection":
		s.flag(line, name, DeleteGuard, value, "Deletion protection is on")
	case "publicly_accessible":
		s.flag(line, name, Public, value, "")
	case "storage_encrypted":
		if value == "true" {
			s.say(line, "The database is encrypted at rest")
		}
	}
}

// retention notes for how many days backups are kept.
func (s *sheet) retention(line int, name, days string) {
	switch {
	case !isNumber(days):
	case days == "0":
		s.set(line, name, BackupRetention, "0 days", "")
	default:
		s.set(line, name, BackupRetention, days+" days", "Automatic snapshots of the database are kept "+days+" days")
	}
}

// engineNear gives the product of the engine that is named within a few lines.
func (s *sheet) engineNear(line int) string {
	const near = 8
	for n := max(1, line-near); n <= min(len(s.lines), line+near); n++ {
		if m := tfAttribute.FindStringSubmatch(s.lines[n-1]); m != nil && m[1] == "engine" {
			return databaseOf(strings.Trim(m[2], `"`))
		}
	}
	return ""
}

func (s *sheet) otherDatabase(line int, kind, name, inner, key, value string) {
	switch kind + "/" + key {
	case "google_sql_database_instance/database_version":
		if product, version, ok := strings.Cut(value, "_"); ok {
			s.database(line, product)
			s.set(line, databaseOf(product), Version, strings.ReplaceAll(version, "_", "."), "")
		}
	case "google_sql_database_instance/availability_type":
		s.flag(line, name, MultiAZ, map[string]string{"REGIONAL": "true", "ZONAL": "false"}[value], "The database has a standby in a second zone")
	case "google_sql_database_instance/deletion_protection":
		s.flag(line, name, DeleteGuard, value, "Deletion protection is on")
	case "google_sql_database_instance/enabled":
		if strings.HasSuffix(inner, "backup_configuration") && value == "false" {
			s.set(line, name, BackupRetention, "0 days", "")
		} else if strings.HasSuffix(inner, "backup_configuration") && value == "true" {
			s.say(line, "Automatic backups of the database")
		}
	case "google_sql_database_instance/point_in_time_recovery_enabled":
		if value == "true" {
			s.say(line, "Point in time recovery")
		}
	case "azurerm_postgresql_flexible_server/backup_retention_days":
		s.retention(line, name, value)
	case "azurerm_postgresql_flexible_server/version":
		s.database(line, "postgresql")
		s.set(line, "PostgreSQL", Version, value, "")
	case "aws_db_parameter_group/name":
		if value == "max_connections" && line < len(s.lines) {
			if m := tfAttribute.FindStringSubmatch(s.lines[line]); m != nil && m[1] == "value" {
				s.count(line+1, "", MaxConnections, strings.Trim(m[2], `"`), "")
			}
		}
	}
}

func (s *sheet) cacheCluster(line int, key, value string) {
	switch {
	case key == "transit_encryption_enabled" && value == "true":
		s.say(line, "Connections to Redis are encrypted with TLS")
	case key == "engine_version" && tagVersion.MatchString(value+"-"):
		s.set(line, "Redis", Version, value, "")
	}
}

// cloudformation reads the resources of a template that have plain values.
func (s *sheet) cloudformation(doc tree) {
	for _, r := range doc.get("Resources").pairs() {
		s.say(r.line, "Infrastructure is declared in cloudformation")
		props := r.value.get("Properties")
		name := r.key
		switch r.value.get("Type").text() {
		case "AWS::RDS::DBInstance", "AWS::RDS::DBCluster":
			s.stackDatabase(name, props)
		case "AWS::ECS::Service":
			s.deploys = true
			if n := props.get("DesiredCount"); n.there() {
				s.count(n.line(), name, Replicas, n.text(), "%s runs %s tasks")
			}
		case "AWS::SQS::Queue":
			if v := props.get("VisibilityTimeout"); v.there() {
				s.seconds(v.line(), name, VisibilityTimeout, v.text(), "")
			}
		}
	}
}

func (s *sheet) stackDatabase(name string, props tree) {
	engine, version := props.get("Engine"), props.get("EngineVersion")
	s.database(engine.line(), engine.text())
	if p := databaseOf(engine.text()); p != "" && tagVersion.MatchString(version.text()+"-") {
		s.set(version.line(), p, Version, version.text(), "")
	}
	if b := props.get("BackupRetentionPeriod"); b.there() {
		s.retention(b.line(), name, b.text())
	}
	if m := props.get("MultiAZ"); m.there() {
		s.flag(m.line(), name, MultiAZ, m.text(), "The database has a standby, RDS multi AZ")
	}
	if d := props.get("DeletionProtection"); d.there() {
		s.flag(d.line(), name, DeleteGuard, d.text(), "Deletion protection is on")
	}
	if p := props.get("PubliclyAccessible"); p.there() {
		s.flag(p.line(), name, Public, p.text(), "")
	}
}
