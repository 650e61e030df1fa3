package phrase

// bandwidth gives the bytes per second of a unit that has its period in it.
func bandwidth(u string) (float64, bool) {
	switch u {
	case "kbps", "Kbps", "kbit/s":
		return 1e3 / 8, true
	case "Mbps", "mbps":
		return 1e6 / 8, true
	case "Gbps", "gbps":
		return 1e9 / 8, true
	}
	return 0, false
}

// timeUnit gives the seconds of a unit of time. A month has 30 days and a year
// 365, the usual reckoning in capacity plans.
func timeUnit(u string) (float64, bool) {
	switch u {
	case "us", "µs", "microsecond", "microseconds":
		return 1e-6, true
	case "ms", "millis", "msec", "millisecond", "milliseconds":
		return 1e-3, true
	case "s", "sec", "secs", "second", "seconds":
		return 1, true
	case "m", "min", "mins", "minute", "minutes":
		return 60, true
	case "h", "hr", "hrs", "hour", "hours":
		return 3600, true
	case "d", "day", "days":
		return 86400, true
	case "w", "wk", "wks", "week", "weeks":
		return 7 * 86400, true
	case "mo", "month", "months":
		return 30 * 86400, true
	case "y", "yr", "yrs", "year", "years":
		return 365 * 86400, true
	}
	return 0, false
}

func byteUnit(u string) (float64, bool) {
	switch u {
	case "B", "byte", "bytes", "Byte", "Bytes":
		return 1, true
	case "kB", "KB", "kb", "kilobyte", "kilobytes":
		return 1e3, true
	case "KiB":
		return 1 << 10, true
	case "MB", "mb", "megabyte", "megabytes":
		return 1e6, true
	case "MiB", "Mi":
		return 1 << 20, true
	case "GB", "gb", "gigabyte", "gigabytes":
		return 1e9, true
	case "GiB", "Gi":
		return 1 << 30, true
	case "TB", "tb", "terabyte", "terabytes":
		return 1e12, true
	case "TiB":
		return 1 << 40, true
	case "PB", "pb", "petabyte", "petabytes":
		return 1e15, true
	case "kbit", "Kbit", "kilobit", "kilobits":
		return 1e3 / 8, true
	case "Mbit", "mbit", "megabit", "megabits":
		return 1e6 / 8, true
	case "Gbit", "gbit", "gigabit", "gigabits":
		return 1e9 / 8, true
	}
	return 0, false
}

// UnitSize gives the seconds or bytes of a unit such as "min" or "GiB".
func UnitSize(unit string) (float64, bool) {
	if f, ok := timeUnit(unit); ok {
		return f, true
	}
	return byteUnit(unit)
}
