/** Times as text: RFC 3339 UTC with milliseconds, computed without a clock so that apply may use it. */

const DAY_MS = 86_400_000;

/** Milliseconds since 1970 → `2026-01-31T12:00:00.000Z`; texts sort as times do. */
export function formatTime(timeMs: number): string {
  const days = Math.floor(timeMs / DAY_MS);
  const ms = timeMs - days * DAY_MS;
  const { year, month, day } = civilDate(days);
  const date = `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`;
  const hours = Math.floor(ms / 3_600_000);
  const minutes = Math.floor(ms / 60_000) % 60;
  const seconds = Math.floor(ms / 1000) % 60;
  const time = [pad(hours, 2), pad(minutes, 2), pad(seconds, 2)].join(':');
  // Joined, not added up: kept by the million, a text in pieces would take several times its size.
  return [date, 'T', time, '.', pad(Math.floor(ms % 1000), 3), 'Z'].join('');
}

/** Proleptic Gregorian calendar, counted in eras of 400 years that begin on 1 March. */
function civilDate(daysSince1970: number): { year: number; month: number; day: number } {
  const shifted = daysSince1970 + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const leapDays =
    Math.floor(dayOfEra / 1460) - Math.floor(dayOfEra / 36_524) + Math.floor(dayOfEra / 146_096);
  const yearOfEra = Math.floor((dayOfEra - leapDays) / 365);
  const dayOfYear =
    dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1,
  };
}

function pad(value: number, width: number): string {
  return value.toString().padStart(width, '0');
}
