package repo

import (
	"strings"
)

// azure reads one attribute of a resource of Azure; inner are the blocks within.
func (s *sheet) azure(line int, kind, name, inner, key, value string) {
	switch kind {
	case "azurerm_postgresql_flexible_server", "azurerm_mysql_flexible_server", "azurerm_mssql_server", "azurerm_mssql_database", "azurerm_cosmosdb_account":
		s.azureDatabase(line, name, inner, key, value)
	case "azurerm_redis_cache":
		s.azureCache(line, key, value)
	case "azurerm_kubernetes_cluster", "azurerm_kubernetes_cluster_node_pool":
		if (key == "zones" || key == "availability_zones") && strings.Count(value, ",") > 0 {
			s.say(line, "The nodes of the cluster stand in several availability zones")
		}
	case "azurerm_container_app":
		s.deploys = true
		s.azureScale(line, name, inner, key, value)
	case "azurerm_linux_web_app", "azurerm_windows_web_app":
		s.deploys = true
		if key == "https_only" && value == "true" {
			s.say(line, "The API is reached with TLS only")
		}
	case "azurerm_service_plan":
		if key == "worker_count" {
			s.count(line, name, Replicas, value, "%s runs %s instances")
		}
	case "azurerm_storage_account":
		s.azureStorage(line, key, value)
	case "azurerm_servicebus_namespace":
		if key == "zone_redundant" && value == "true" {
			s.say(line, "The broker is replicated to other zones")
		}
	case "azurerm_application_gateway", "azurerm_web_application_firewall_policy", "azurerm_cdn_frontdoor_firewall_policy":
		if (key == "mode" || key == "firewall_mode") && value == "Prevention" {
			s.say(line, "A web application firewall stands before the API")
		}
	case "azurerm_key_vault":
		if key == "purge_protection_enabled" && value == "true" {
			s.say(line, "Secrets are kept in a key vault that is protected against deletion")
		}
	}
}

func (s *sheet) azureDatabase(line int, name, inner, key, value string) {
	switch {
	case key == "mode" && inner == "high_availability":
		s.flag(line, name, MultiAZ, map[string]string{"ZoneRedundant": "true", "SameZone": "false"}[value], "The database has a standby in a second zone")
	case key == "zone_redundant" && inner == "":
		s.flag(line, name, MultiAZ, value, "The database has a standby in a second zone")
	case key == "public_network_access_enabled" && inner == "" && value == "false":
		s.set(line, name, Public, "false", "")
	case key == "retention_days" && inner == "short_term_retention_policy":
		s.retention(line, name, value)
	case key == "geo_redundant_backup_enabled" && value == "true":
		s.say(line, "Backups of the database are copied to another region")
	}
}

// azureCache reads a cache of Redis. Without its open port it is reached with
// TLS only.
func (s *sheet) azureCache(line int, key, value string) {
	switch {
	case (key == "non_ssl_port_enabled" || key == "enable_non_ssl_port") && value == "false":
		s.say(line, "Connections to Redis are encrypted with TLS")
	case key == "redis_version" && tagVersion.MatchString(value+"-"):
		s.set(line, "Redis", Version, value, "")
	}
}

// azureScale reads the bounds of a container app, which stand near each other.
func (s *sheet) azureScale(line int, name, inner, key, value string) {
	const near = 12
	if key != "max_replicas" || inner != "template" {
		return
	}
	low := ""
	for n := max(1, line-near); n <= min(len(s.lines), line+near); n++ {
		if m := tfAttribute.FindStringSubmatch(s.lines[n-1]); m != nil && m[1] == "min_replicas" {
			if low != "" {
				return // of another app, perhaps
			}
			low = m[2]
		}
	}
	if isNumber(low) && isNumber(value) {
		s.set(line, name, Replicas, low+" to "+value, name+" is scaled from "+low+" to "+value+" replicas")
	}
}

func (s *sheet) azureStorage(line int, key, value string) {
	if key == "account_replication_type" && (strings.Contains(value, "GRS") || strings.Contains(value, "GZRS")) {
		s.say(line, "Files are copied to another region")
	}
}
