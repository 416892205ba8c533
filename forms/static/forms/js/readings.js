// How typed numbers and dates are read, as forms/fields/readings.py reads them: what the server would refuse is no answer.
// tests/forms/readings_vectors.json holds both to one reading.
(() => {
  "use strict";

  const SIGNS = { "\u3000": " ", "\u00a0": " ", "\uffe5": "¥", "\u2212": "-" };
  const NUMBER = /^([+-]?)([0-9]{1,3}(?:,[0-9]{3})+|[0-9]*)(?:\.([0-9]*))?$/;
  const LONGEST = 100;
  const DAYS = [
    /^([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})$/,
    /^([0-9]{4})(年)([0-9]{1,2})月([0-9]{1,2})日?$/,
    /^([0-9]{4})()([0-9]{2})([0-9]{2})$/,
  ];
  // What Python takes for blank, which is not quite what trim() does.
  const AROUND = /^[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+|[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+$/g;

  const strip = (text) => text.replace(AROUND, "");
  const narrow = (text) => strip(text
    .replace(/[\uff01-\uff5e]/g, (one) => String.fromCharCode(one.charCodeAt(0) - 0xfee0))
    .replace(/[\u3000\u00a0\uffe5\u2212]/g, (one) => SIGNS[one]));

  function bare(typed, prefix, suffix) {
    let text = narrow(typed);
    if (prefix && text.startsWith(prefix)) text = text.slice(prefix.length);
    if (suffix && text.endsWith(suffix)) text = text.slice(0, -suffix.length);
    return strip(text);
  }

  // `reading` has prefix, suffix, digits and places it may have, low and high: the number's shortest spelling, or null.
  function number(typed, reading) {
    const text = bare(typed, narrow(reading.prefix || ""), narrow(reading.suffix || ""));
    const found = text.length <= LONGEST ? NUMBER.exec(text) : null;
    if (!found || !(found[2] || found[3])) return null;
    const whole = found[2].replaceAll(",", "").replace(/^0+/, "") || "0";
    const part = (found[3] || "").replace(/0+$/, "");
    if (part.length > reading.places || (whole === "0" ? 0 : whole.length) > reading.digits - reading.places) return null;
    const sign = found[1] === "-" && (whole !== "0" || part) ? "-" : "";
    const value = part ? `${sign}${whole}.${part}` : `${sign}${whole}`;
    return within(value, reading) ? value : null;
  }

  function within(value, { low, high }) {
    const literal = { number: value };
    const holds = (op, bound) => bound == null || HallRules.holds({ op, args: [literal, { number: bound }] }, {});
    return holds("ge", low) && holds("le", high);
  }

  // `reading` has when, earliest and latest: the date as 2026-03-01, or null.
  function day(typed, reading, today) {
    const text = narrow(typed);
    const found = DAYS.map((one) => one.exec(text)).find(Boolean);
    if (!found) return null;
    const value = `${found[1]}-${found[3].padStart(2, "0")}-${found[4].padStart(2, "0")}`;
    const date = new Date(`${value}T00:00:00Z`);
    if (found[1] === "0000" || Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== value) return null;
    if (reading.when === "past" && value > today) return null;
    if (reading.when === "future" && value < today) return null;
    return value < (reading.earliest || value) || value > (reading.latest || value) ? null : value;
  }

  // Two dates in order, not too far from each other.
  function days([first, last], reading, today) {
    const [start, end] = [day(first, reading, today), day(last, reading, today)];
    if (!start || !end || end < start) return null;
    return reading.most && (Date.parse(end) - Date.parse(start)) / 86400000 >= reading.most ? null : true;
  }

  globalThis.HallReadings = { strip, number, day, days };
})();
