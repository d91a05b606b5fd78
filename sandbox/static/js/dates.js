/** Times as people in London read them. */

const ZONE = "Europe/London";
const format = (options) => new Intl.DateTimeFormat("en-GB", { timeZone: ZONE, ...options });

const clock = format({ hour: "2-digit", minute: "2-digit", hour12: false });
const clockSeconds = format({ hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false });
const long = format({ weekday: "long", day: "numeric", month: "long", year: "numeric" });
const middle = format({ day: "numeric", month: "long", year: "numeric" });
const short = format({ day: "numeric", month: "short", year: "numeric" });
const bar = format({ weekday: "short", day: "numeric", month: "short" });
const year = format({ year: "numeric" });
const key = format({ year: "numeric", month: "2-digit", day: "2-digit" });

const at = (seconds) => new Date(seconds * 1000);

export const timeOf = (seconds) => clock.format(at(seconds));
export const timeWithSeconds = (seconds) => clockSeconds.format(at(seconds));
const longDate = (seconds) => long.format(at(seconds)).replace(",", "");
export const barDay = (seconds) => bar.format(at(seconds)).replace(",", "");
export const yearOf = (seconds) => year.format(at(seconds));
export const dayKey = (seconds) => key.format(at(seconds));
export const fullMoment = (seconds) => `${longDate(seconds)} at ${timeOf(seconds)}`;

const DAY = 86400;

function relativeDay(seconds, now) {
  const names = { [dayKey(now)]: "today", [dayKey(now - DAY)]: "yesterday", [dayKey(now + DAY)]: "tomorrow" };
  return names[dayKey(seconds)] ?? null;
}

const capital = (word) => word.charAt(0).toUpperCase() + word.slice(1);

/** The divider above a day's messages. */
export const dayLabel = (seconds, now) => {
  const near = relativeDay(seconds, now);
  return near ? capital(near) : longDate(seconds);
};

function ago(seconds, now) {
  const gap = Math.round(now - seconds);
  const words = new Intl.RelativeTimeFormat("en-GB", { numeric: "auto" });
  const [size, unit] = [
    [DAY, "day"],
    [3600, "hour"],
    [60, "minute"],
  ].find(([each]) => Math.abs(gap) >= each) ?? [1, "second"];
  return words.format(-Math.round(gap / size), unit);
}

const TOKENS = {
  date_num: (s) => dayKey(s).split("/").reverse().join("-"),
  date: (s) => middle.format(at(s)),
  date_short: (s) => short.format(at(s)),
  date_long: (s) => longDate(s),
  date_pretty: (s, now) => relativeDay(s, now) ?? middle.format(at(s)),
  date_short_pretty: (s, now) => relativeDay(s, now) ?? short.format(at(s)),
  date_long_pretty: (s, now) => relativeDay(s, now) ?? longDate(s),
  time: (s) => timeOf(s),
  time_secs: (s) => timeWithSeconds(s),
  ago: ago,
};

/** The words of a date pattern such as "{date_short_pretty} at {time}"; null if it names a token Slack does not have. */
export function datePattern(pattern, seconds, now) {
  let known = true;
  const text = pattern.replace(/\{([a-z_]+)\}/g, (whole, token) => {
    if (TOKENS[token]) return TOKENS[token](seconds, now);
    known = false;
    return whole;
  });
  return known ? text : null;
}

/** "Monday 2 March 2026" for "2026-03-02"; empty for anything that is no date. */
export function spokenDay(iso) {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(iso ?? "");
  return match ? longDate(Date.UTC(match[1], match[2] - 1, match[3], 12) / 1000) : "";
}

/** Unix seconds for a London wall time "2026-03-02T09:00". */
export function fromLondon(local) {
  const guess = Date.parse(`${local}:00Z`) / 1000;
  return guess - londonOffset(guess - londonOffset(guess));
}

/** The London wall time "2026-03-02T09:00" of unix seconds. */
export const toLondon = (seconds) => new Date((seconds + londonOffset(seconds)) * 1000).toISOString().slice(0, 16);

function londonOffset(seconds) {
  const [day, month, yearNumber] = dayKey(seconds).split("/").map(Number);
  const [hour, minute] = timeOf(seconds).split(":").map(Number);
  return Date.UTC(yearNumber, month - 1, day, hour, minute) / 1000 - Math.floor(seconds / 60) * 60;
}
