// Moments as a reader sees them: always in the zone of the person who is acted as, on a 24-hour clock.

const LOCALE = "en-GB";
const DAY = 86_400_000;

const formats = new Map(); // making one takes longer than a hundred uses of it

function formatted(moment, zone, options, locale = LOCALE) {
  const key = `${locale} ${zone} ${JSON.stringify(options)}`;
  if (!formats.has(key))
    formats.set(key, new Intl.DateTimeFormat(locale, { timeZone: zone, hourCycle: "h23", ...options }));
  return formats.get(key).format(moment);
}

const SHORT = { day: "numeric", month: "short", year: "numeric" };
const PLAIN = { day: "numeric", month: "long", year: "numeric" };
const LONG = { weekday: "long", ...PLAIN };
const TIME = { hour: "2-digit", minute: "2-digit" };

/** `2026-11-22`, the day in this zone. */
export function isoDay(moment, zone) {
  return formatted(moment, zone, { year: "numeric", month: "2-digit", day: "2-digit" }, "en-CA");
}

function pretty(moment, zone, options, now) {
  const names = [
    [-DAY, "yesterday"],
    [0, "today"],
    [DAY, "tomorrow"],
  ];
  const near = names.find(
    ([shift]) => isoDay(moment, zone) === isoDay(new Date(now.getTime() + shift), zone),
  );
  return near ? near[1] : formatted(moment, zone, options);
}

function ago(moment, now) {
  const seconds = (moment - now) / 1000;
  const units = [
    ["day", 86_400],
    ["hour", 3600],
    ["minute", 60],
  ];
  const [unit, size] = units.find(([, each]) => Math.abs(seconds) >= each) ?? ["minute", 60];
  return new Intl.RelativeTimeFormat(LOCALE, { numeric: "auto" }).format(Math.round(seconds / size), unit);
}

/** What Slack's `<!date^seconds^format|…>` shows. Tokens that it does not know stay as they are. */
export function dateText(seconds, format, zone, now = new Date()) {
  const moment = new Date(seconds * 1000);
  const tokens = {
    date_num: () => isoDay(moment, zone),
    date_slash: () => formatted(moment, zone, { day: "2-digit", month: "2-digit", year: "numeric" }),
    date: () => formatted(moment, zone, PLAIN),
    date_short: () => formatted(moment, zone, SHORT),
    date_long: () => formatted(moment, zone, LONG),
    date_pretty: () => pretty(moment, zone, PLAIN, now),
    date_short_pretty: () => pretty(moment, zone, SHORT, now),
    date_long_pretty: () => pretty(moment, zone, LONG, now),
    time: () => formatted(moment, zone, TIME),
    time_secs: () => formatted(moment, zone, { ...TIME, second: "2-digit" }),
    ago: () => ago(moment, now),
  };
  const text = format.replace(/\{(\w+)\}/g, (whole, token) => tokens[token]?.() ?? whole);
  return format.startsWith("{") ? text.charAt(0).toUpperCase() + text.slice(1) : text;
}

/** `14:05`. */
export function clock(seconds, zone) {
  return formatted(new Date(seconds * 1000), zone, TIME);
}

/** The whole moment with its zone, for whoever hovers. */
export function fullMoment(seconds, zone) {
  return formatted(new Date(seconds * 1000), zone, {
    ...LONG,
    ...TIME,
    second: "2-digit",
    timeZoneName: "short",
  });
}

/** The line between two days of messages: `Today`, `Yesterday`, or the date. */
export function dayName(seconds, zone, now = new Date()) {
  const text = pretty(new Date(seconds * 1000), zone, LONG, now);
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A moment as the value of a `datetime-local` input in this zone: `2026-11-22T09:30`. */
export function toWallClock(seconds, zone) {
  return `${isoDay(new Date(seconds * 1000), zone)}T${clock(seconds, zone)}`;
}

/** The moment, in seconds, at which the clocks of this zone show the value of a `datetime-local` input. */
export function fromWallClock(text, zone) {
  const wanted = Date.parse(`${text}:00Z`) / 1000;
  let seconds = wanted;
  for (let pass = 0; pass < 2; pass += 1) {
    const shown = Date.parse(`${toWallClock(seconds, zone)}:00Z`) / 1000;
    seconds += wanted - shown;
  }
  return seconds;
}

/** A moment on the bar's clock: with seconds where they can be read as they pass. */
export function wallTime(moment, zone, rate) {
  const day = formatted(moment, zone, { weekday: "short", day: "numeric", month: "short" });
  return `${day}, ${formatted(moment, zone, rate < 60 ? { ...TIME, second: "2-digit" } : TIME)}`;
}

/** A moment with its date in full, to choose it by. */
export function longTime(moment, zone) {
  return formatted(moment, zone, { weekday: "short", ...SHORT, ...TIME });
}
