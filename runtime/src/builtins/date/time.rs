//! Time values: <https://tc39.es/ecma262/#sec-overview-of-date-objects-and-definitions-of-abstract-operations>, and the
//! local time zone, which the C library knows (from `TZ` or /etc/localtime).

pub const MS_PER_DAY: f64 = 86_400_000.0;

/// Day(t)
pub fn day(t: f64) -> f64 {
    (t / MS_PER_DAY).floor()
}

/// TimeWithinDay(t)
pub fn time_within_day(t: f64) -> f64 {
    t.rem_euclid(MS_PER_DAY)
}

/// WeekDay(t): 0 is Sunday.
pub fn week_day(t: f64) -> usize {
    (day(t) + 4.0).rem_euclid(7.0) as usize
}

/// Days from 1970-01-01 to the first of the month (0-based, within the year) in the proleptic Gregorian calendar.
pub fn days_from_civil(year: i64, month: i64) -> i64 {
    // Counts years from March, so that the leap day is the last of its year; 400 years have 146097 days.
    let year = if month < 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year - era * 400;
    let shifted = (month + 10) % 12;
    let day_of_year = (153 * shifted + 2) / 5;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// A finite time value taken apart.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fields {
    pub year: i64,
    /// 0 to 11.
    pub month: i64,
    /// 1 to 31.
    pub day: i64,
    pub hour: i64,
    pub minute: i64,
    pub second: i64,
    pub ms: i64,
    /// 0 is Sunday.
    pub week_day: usize,
}

impl Fields {
    pub fn new(t: f64) -> Fields {
        let days = day(t) as i64 + 719_468;
        let era = days.div_euclid(146_097);
        let of_era = days - era * 146_097;
        let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted = (5 * of_year + 2) / 153;
        let month = (shifted + 2) % 12;
        let ms = time_within_day(t) as i64;
        Fields {
            year: era * 400 + year_of_era + (month < 2) as i64,
            month,
            day: of_year - (153 * shifted + 2) / 5 + 1,
            hour: ms / 3_600_000,
            minute: ms / 60_000 % 60,
            second: ms / 1000 % 60,
            ms: ms % 1000,
            week_day: week_day(t),
        }
    }
}

/// ToIntegerOrInfinity of a number, for the arguments below.
fn integer(n: f64) -> f64 {
    n.trunc() + 0.0
}

/// MakeTime
pub fn make_time(hour: f64, min: f64, sec: f64, ms: f64) -> f64 {
    if ![hour, min, sec, ms].iter().all(|n| n.is_finite()) {
        return f64::NAN;
    }
    integer(hour) * 3_600_000.0 + integer(min) * 60_000.0 + integer(sec) * 1000.0 + integer(ms)
}

/// MakeDay
pub fn make_day(year: f64, month: f64, date: f64) -> f64 {
    if ![year, month, date].iter().all(|n| n.is_finite()) {
        return f64::NAN;
    }
    let (y, m, d) = (integer(year), integer(month), integer(date));
    let ym = y + (m / 12.0).floor();
    // No time value is that far away.
    if ym.abs() > 400_000.0 {
        return f64::NAN;
    }
    days_from_civil(ym as i64, m.rem_euclid(12.0) as i64) as f64 + d - 1.0
}

/// MakeDate
pub fn make_date(day: f64, time: f64) -> f64 {
    let t = day * MS_PER_DAY + time;
    if t.is_finite() { t } else { f64::NAN }
}

/// MakeFullYear
pub fn make_full_year(year: f64) -> f64 {
    let n = integer(year);
    if (0.0..=99.0).contains(&n) { 1900.0 + n } else { n }
}

/// TimeClip
pub fn time_clip(t: f64) -> f64 {
    if t.abs() <= 8.64e15 { integer(t) } else { f64::NAN }
}

/// The present time value.
pub fn now() -> f64 {
    match std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH) {
        Ok(d) => d.as_millis() as f64,
        Err(e) => -(e.duration().as_millis() as f64),
    }
}

/// What the time zone says about an instant.
#[derive(Clone, Debug)]
pub struct Zone {
    /// Local time is UTC plus this, in milliseconds.
    pub offset: f64,
    /// "CET"
    pub abbreviation: String,
}

fn local_tm(utc: f64) -> Option<libc::tm> {
    let seconds = (utc / 1000.0).floor() as libc::time_t;
    let mut tm = core::mem::MaybeUninit::<libc::tm>::zeroed();
    // SAFETY: both pointers are to locals; the result is null or the second one, filled.
    unsafe {
        if libc::localtime_r(&seconds, tm.as_mut_ptr()).is_null() {
            return None;
        }
        Some(tm.assume_init())
    }
}

/// Offsets asked for before: the C library takes a lock for each question.
pub struct ZoneCache {
    /// By week modulo their number: weeks that begin and end with the same offset.
    weeks: [(i64, f64); ZoneCache::SIZE],
}

impl ZoneCache {
    const SIZE: usize = 64;
    /// No zone changes its offset and back within a week.
    const WEEK_MS: f64 = 7.0 * MS_PER_DAY;

    /// Offset of local time at a UTC time value, in milliseconds.
    pub fn offset_at(&mut self, utc: f64) -> f64 {
        if !utc.is_finite() {
            return 0.0;
        }
        let week = (utc / ZoneCache::WEEK_MS).floor() as i64;
        let entry = &mut self.weeks[week.rem_euclid(ZoneCache::SIZE as i64) as usize];
        if entry.0 == week {
            return entry.1;
        }
        let offset = uncached_offset_at(utc);
        let start = week as f64 * ZoneCache::WEEK_MS;
        if uncached_offset_at(start) == offset && uncached_offset_at(start + ZoneCache::WEEK_MS) == offset {
            *entry = (week, offset);
        }
        offset
    }

    /// LocalTime(t)
    pub fn local_time(&mut self, utc: f64) -> f64 {
        utc + self.offset_at(utc)
    }

    /// UTC(t): a local time that happens twice is its first instant; one that is skipped is read with the offset before.
    pub fn utc(&mut self, local: f64) -> f64 {
        if !local.is_finite() {
            return f64::NAN;
        }
        let before = self.offset_at(local - MS_PER_DAY);
        let after = self.offset_at(local + MS_PER_DAY);
        if before == after || self.offset_at(local - before) == before {
            return local - before;
        }
        if self.offset_at(local - after) == after {
            return local - after;
        }
        local - before
    }
}

impl Default for ZoneCache {
    fn default() -> Self {
        ZoneCache { weeks: [(i64::MIN, 0.0); ZoneCache::SIZE] }
    }
}

fn uncached_offset_at(utc: f64) -> f64 {
    local_tm(utc).map_or(0.0, |tm| tm.tm_gmtoff as f64 * 1000.0)
}

pub fn zone_at(utc: f64) -> Zone {
    match local_tm(utc) {
        Some(tm) if !tm.tm_zone.is_null() => {
            // SAFETY: tm_zone points to a string of the C library's that lives on.
            let name = unsafe { std::ffi::CStr::from_ptr(tm.tm_zone) };
            Zone { offset: tm.tm_gmtoff as f64 * 1000.0, abbreviation: name.to_string_lossy().into_owned() }
        }
        _ => Zone { offset: 0.0, abbreviation: "UTC".to_string() },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_and_days_are_inverse() {
        for days in (-100_000_000i64..100_000_000).step_by(99_991) {
            let f = Fields::new(days as f64 * MS_PER_DAY + 1.0);
            assert_eq!(days_from_civil(f.year, f.month) + f.day - 1, days);
            assert!((0..12).contains(&f.month) && (1..=31).contains(&f.day) && f.ms == 1);
        }
        let f = Fields::new(951_782_400_000.0);
        assert_eq!((f.year, f.month, f.day, f.week_day), (2000, 1, 29, 2));
    }
}
