// Conditions and computed values, as forms/rules.py evaluates them: the same tree, the same values, the same errors.
// tests/forms/rules_vectors.json holds both to one meaning. Numbers are whole BigInts with a scale, never floats.
(() => {
  "use strict";

  const TYPES = ["text", "number", "date", "bool", "list", "opaque"];
  const LITERALS = ["text", "number", "date", "bool", "list"];
  const MAX_DEPTH = 16;
  const MANY = 100;
  const NUMBER = /^-?[0-9]{1,40}(\.[0-9]{1,40})?$/;
  const has = (object, name) => Object.prototype.hasOwnProperty.call(object, name);
  const isNode = (node) => typeof node === "object" && node !== null && !Array.isArray(node);
  const inside = (place, name) => (place ? `${place}.${name}` : name);

  class RuleError extends Error {
    constructor(code, place) {
      super(`${code} at ${place || "the root"}`);
      this.code = code;
      this.place = place;
    }
  }

  // ---- Decimals: { digits: BigInt, scale: places after the point }

  class Decimal {
    constructor(digits, scale = 0) {
      this.digits = BigInt(digits);
      this.scale = scale;
    }

    // From 12, 0.5, 1e-7 or "12.50"; null for what is no number.
    static read(value) {
      if (typeof value === "number" ? !Number.isFinite(value) : typeof value !== "string" || !NUMBER.test(value)) {
        return null;
      }
      const [, sign, whole, part = "", power = "0"] = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/.exec(String(value));
      const scale = part.length - Number(power);
      const digits = BigInt(`${whole}${part}${"0".repeat(Math.max(0, -scale))}`);
      return new Decimal(sign ? -digits : digits, Math.max(0, scale));
    }

    at(scale) {
      return this.digits * 10n ** BigInt(scale - this.scale);
    }

    plus(other, sign = 1n) {
      const scale = Math.max(this.scale, other.scale);
      return new Decimal(this.at(scale) + sign * other.at(scale), scale);
    }

    times(other) {
      return new Decimal(this.digits * other.digits, this.scale + other.scale);
    }

    // Half up: away from zero where it lies in the middle.
    rounded(places) {
      if (this.scale <= places) return this;
      const unit = 10n ** BigInt(this.scale - places);
      const size = this.digits < 0n ? -this.digits : this.digits;
      const whole = (size + unit / 2n) / unit;
      return new Decimal(this.digits < 0n ? -whole : whole, places);
    }

    toString() {
      const text = (this.digits < 0n ? -this.digits : this.digits).toString().padStart(this.scale + 1, "0");
      const point = text.length - this.scale;
      const part = text.slice(point).replace(/0+$/, "");
      return `${this.digits < 0n ? "-" : ""}${text.slice(0, point)}${part ? `.${part}` : ""}`;
    }
  }

  // ---- Dates: days since 1970-01-01, in the calendar that runs backwards for ever

  class Day {
    constructor(text) {
      const [year, month, day] = text.split("-").map(Number);
      const date = new Date(0);
      date.setUTCFullYear(year, month - 1, day);
      this.exists = year > 0 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
      this.number = date.getTime() / 86400000;
      this.text = text;
    }

    static read(value) {
      const day = typeof value === "string" && /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(value) ? new Day(value) : null;
      return day?.exists ? day : null;
    }
  }

  const READERS = {
    text: (value) => (typeof value === "string" ? value : null),
    number: (value) => Decimal.read(value),
    date: (value) => Day.read(value),
    bool: (value) => (typeof value === "boolean" ? value : null),
    list: (value) => (Array.isArray(value) && value.every((one) => typeof one === "string") ? value : null),
    opaque: (value) => value,
  };

  function accept(value, kind, place, literal = false) {
    if ((value === null || value === undefined) && !literal) return null;
    const read = READERS[kind](value);
    if (read === null || read === undefined) throw new RuleError("value", place);
    return read;
  }

  // ---- Types

  const same = (args) => new Set(args).size === 1 && args[0] !== "opaque";
  const ordered = (args) => new Set(args).size === 1 && (args[0] === "number" || args[0] === "date");
  const allOf = (kind) => (args) => args.every((arg) => arg === kind);
  const OPERATIONS = {
    eq: [2, 2, same, "bool"],
    ne: [2, 2, same, "bool"],
    lt: [2, 2, ordered, "bool"],
    le: [2, 2, ordered, "bool"],
    gt: [2, 2, ordered, "bool"],
    ge: [2, 2, ordered, "bool"],
    between: [3, 3, ordered, "bool"],
    and: [1, MANY, allOf("bool"), "bool"],
    or: [1, MANY, allOf("bool"), "bool"],
    not: [1, 1, allOf("bool"), "bool"],
    in: [2, 2, (args) => args[0] === "text" && args[1] === "list", "bool"],
    empty: [1, 1, () => true, "bool"],
    filled: [1, 1, () => true, "bool"],
    count: [1, 1, allOf("list"), "number"],
    sum: [1, MANY, allOf("number"), "number"],
    sub: [2, 2, allOf("number"), "number"],
    mul: [2, 2, allOf("number"), "number"],
    days: [2, 2, allOf("date"), "number"],
    today: [0, 0, () => true, "date"],
  };
  const ROW_OPERATIONS = {
    any: ["where", "bool", "bool"],
    all: ["where", "bool", "bool"],
    count: ["where", "bool", "number"],
    sum: ["of", "number", "number"],
  };

  function typeOf(node, place, inRow, depth) {
    if (depth > MAX_DEPTH) throw new RuleError("depth", place);
    if (!isNode(node)) throw new RuleError("shape", place);
    const literal = LITERALS.find((kind) => has(node, kind));
    if (literal) {
      accept(node[literal], literal, place, true);
      return literal;
    }
    if (has(node, "field") || has(node, "row")) return referenceType(node, place, inRow);
    if (!has(node, "op")) throw new RuleError("shape", place);
    if (has(node, "rows")) return rowsType(node, place, depth);
    if (!Array.isArray(node.args)) throw new RuleError("args", place);
    const found = node.args.map((part, at) => typeOf(part, inside(place, `args.${at}`), inRow, depth + 1));
    return operationType(node.op, found, place);
  }

  function referenceType(node, place, inRow) {
    if (!TYPES.includes(node.type)) throw new RuleError("type", place);
    if (has(node, "row") && !inRow) throw new RuleError("reference", place);
    return node.type;
  }

  function rowsType(node, place, depth) {
    if (typeof node.op !== "string" || !has(ROW_OPERATIONS, node.op)) throw new RuleError("op", place);
    const [part, wanted, result] = ROW_OPERATIONS[node.op];
    if (has(node, part)) {
      if (typeOf(node[part], inside(place, part), true, depth + 1) !== wanted) {
        throw new RuleError("type", inside(place, part));
      }
    } else if (node.op !== "count") {
      throw new RuleError("args", place);
    }
    return result;
  }

  function operationType(op, args, place) {
    if (typeof op !== "string" || !has(OPERATIONS, op)) throw new RuleError("op", place);
    const [least, most, fits, result] = OPERATIONS[op];
    if (args.length < least || args.length > most) throw new RuleError("args", place);
    if (!fits(args)) throw new RuleError("type", place);
    return result;
  }

  // ---- Values

  const known = (meaning) => (args) => (args.includes(null) ? null : meaning(...args));
  const and = (args) => (args.includes(false) ? false : args.includes(null) ? null : true);
  const or = (args) => (args.includes(true) ? true : args.includes(null) ? null : false);
  const sum = (args) => args.reduce((total, one) => (one === null ? total : total.plus(one)), new Decimal(0));
  const isEmpty = (value) => value === null || value === "" || (Array.isArray(value) && !value.length);

  // Below, at or above zero as the first is before, at or after the second; both numbers or both dates.
  function compare(one, other) {
    if (one instanceof Day) return one.number - other.number;
    const scale = Math.max(one.scale, other.scale);
    const [a, b] = [one.at(scale), other.at(scale)];
    return a < b ? -1 : a > b ? 1 : 0;
  }

  function equal(one, other) {
    if (one instanceof Decimal || one instanceof Day) return compare(one, other) === 0;
    if (!Array.isArray(one)) return one === other;
    return one.every((value) => other.includes(value)) && other.every((value) => one.includes(value));
  }

  const atLeast = known((a, b) => compare(a, b) >= 0);
  const atMost = known((a, b) => compare(a, b) <= 0);
  const MEANINGS = {
    eq: known(equal),
    ne: known((a, b) => !equal(a, b)),
    lt: known((a, b) => compare(a, b) < 0),
    le: atMost,
    gt: known((a, b) => compare(a, b) > 0),
    ge: atLeast,
    between: ([value, low, high]) => and([atLeast([value, low]), atMost([value, high])]),
    and,
    or,
    not: ([value]) => (value === null ? null : !value),
    in: known((value, values) => values.includes(value)),
    empty: ([value]) => isEmpty(value),
    filled: ([value]) => !isEmpty(value),
    count: ([value]) => new Decimal((value || []).length),
    sum,
    sub: known((a, b) => a.plus(b, -1n)),
    mul: known((a, b) => a.times(b)),
    days: known((first, last) => new Decimal(last.number - first.number)),
  };
  const OVER_ROWS = { any: or, all: and, sum, count: (args) => new Decimal(args.filter((one) => one === true).length) };

  const answer = (answers, key) => (answers && has(answers, key) ? answers[key] : null);

  // `scope` is { fields, row, today }: the answers, those of the rule's own row, the day on which they are checked.
  function valueOf(node, scope, place) {
    const literal = LITERALS.find((kind) => has(node, kind));
    if (literal) return accept(node[literal], literal, place, true);
    if (has(node, "field")) return accept(answer(scope.fields, node.field), node.type, place);
    if (has(node, "row")) return accept(answer(scope.row, node.row), node.type, place);
    if (has(node, "rows")) return overRows(node, scope, place);
    if (node.op === "today") return Day.read(scope.today);
    return MEANINGS[node.op](node.args.map((part, at) => valueOf(part, scope, inside(place, `args.${at}`))));
  }

  function overRows(node, scope, place) {
    const rows = answer(scope.fields, node.rows) || [];
    const [part] = ROW_OPERATIONS[node.op];
    if (!has(node, part)) return new Decimal(rows.length);
    return OVER_ROWS[node.op](rows.map((row) => valueOf(node[part], { ...scope, row }, inside(place, part))));
  }

  // ---- What others call

  // A RuleError unless the tree is sound and its value is of the expected type.
  function check(node, expected = "bool", inRow = false) {
    if (typeOf(node, "", inRow, 1) !== expected) throw new RuleError("type", "");
  }

  // The value as JSON: a number as its shortest decimal spelling, a date as ISO.
  function evaluate(node, fields, row = null, today = null) {
    const value = valueOf(node, { fields, row, today }, "");
    if (value instanceof Decimal) return value.toString();
    return value instanceof Day ? value.text : value;
  }

  const holds = (node, fields, row = null, today = null) => valueOf(node, { fields, row, today }, "") === true;

  // A computed value, rounded half up to so many places; null where a part it needs is, or where it has too many digits.
  function computed(node, fields, row, today, places) {
    const value = valueOf(node, { fields, row, today }, "");
    const text = value === null ? null : value.rounded(places).toString();
    return text !== null && NUMBER.test(text) ? text : null;
  }

  // A number as people read it: 1,234.5.
  const grouped = (text) => text.replace(/^(-?\d+)/, (whole) => whole.replace(/\B(?=(\d{3})+$)/g, ","));

  // The walk of forms/plan.py, over the parts that forms/drawing.py describes: in order, each condition knowing the
  // answers before it. The page has `show(part, name, on)`, `require(part, name, on)`, `answer(part, name)`,
  // `compute(part, name, value)`, `today`, and `rows(name)`, the numbers of a group's rows. A part of another page has its answer with it, `known`.
  function walk(parts, prefix, page, outer = null) {
    const values = {};
    const [fields, row] = outer ? [outer, values] : [values, null];
    for (const part of parts) {
      const name = `${prefix}-${part.name}`;
      if ("known" in part) {
        values[part.name] = part.known;
        continue;
      }
      const on = (part.show || []).every((node) => holds(node, fields, row, page.today));
      page.show(part, name, on);
      if (on && part.parts) {
        values[part.name] = page.rows(name).map((index) => walk(part.parts, `${name}-${index}`, page, values));
      } else if (on && part.value) {
        values[part.name] = computed(part.value, fields, row, page.today, part.places || 0);
        page.compute?.(part, name, values[part.name]);
      } else if (on && part.type) {
        if (part.require) page.require(part, name, holds(part.require, fields, row, page.today));
        values[part.name] = page.answer(part, name);
      }
    }
    return values;
  }

  globalThis.HallRules = { check, computed, evaluate, grouped, holds, walk, RuleError };
})();
