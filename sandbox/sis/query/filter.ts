import { SisRefusal } from '../sis-answer.ts';

/** An object as the API shows it. */
export type WireObject = Readonly<Record<string, unknown>>;

type Test = (object: WireObject) => boolean;

const operators = ['!=', '>=', '<=', '=', '>', '<', '~'] as const;
type Operator = (typeof operators)[number];

function isOperator(text: string): text is Operator {
  return operators.some((operator) => operator === text);
}

/** The values at a dot path. A path through an array can have several. */
export function valuesAt(object: unknown, path: readonly string[]): readonly unknown[] {
  if (Array.isArray(object)) return object.flatMap((element: unknown) => valuesAt(element, path));
  const [first, ...rest] = path;
  if (first === undefined) return [object];
  if (typeof object !== 'object' || object === null) return [];
  const entry = Object.entries(object).find(([key]) => key === first);
  return entry ? valuesAt(entry[1], rest) : [];
}

/** Compares numbers as numbers and anything else as text; ISO dates sort correctly as text. */
function compare(value: unknown, wanted: string): number {
  if (typeof value === 'number') return value - Number(wanted);
  const text = String(value);
  return text === wanted ? 0 : text < wanted ? -1 : 1;
}

function matches(value: unknown, operator: Operator, wanted: string): boolean {
  if (operator === '~') return String(value).toLowerCase().includes(wanted.toLowerCase());
  const order = compare(value, wanted);
  switch (operator) {
    case '=':
      return order === 0;
    case '!=':
      return order !== 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
  }
}

function parseClause(clause: string, fields: ReadonlySet<string>): Test {
  const [, path = '', operator = '', wanted = ''] =
    /^\s*([A-Za-z][\w.]*)\s*(!=|>=|<=|=|>|<|~)\s*'(.*)'\s*$/s.exec(clause) ?? [];
  if (!isOperator(operator)) throw refuseFilter(`${clause.trim()} is not field, operator, 'value'`);
  const segments = path.split('.');
  if (!fields.has(segments[0] ?? '')) throw refuseFilter(`unknown field ${path}`);
  return (object) => {
    const values = valuesAt(object, segments);
    if (operator === '!=') return values.every((value) => matches(value, operator, wanted));
    return values.some((value) => matches(value, operator, wanted));
  };
}

function refuseFilter(problem: string): SisRefusal {
  return new SisRefusal(400, 'invalid_filter_field', `filter: ${problem}`);
}

/**
 * Parses a OneRoster filter: `field op 'value'`, or two of them joined by ` AND ` or ` OR `.
 * @param fields names allowed as the first part of a path.
 * @throws SisRefusal 400 `invalid_filter_field`
 */
export function parseFilter(filter: string, fields: ReadonlySet<string>): Test {
  const [, left, logic, right] = /^(.+?'.*?')\s+(AND|OR)\s+(.+)$/s.exec(filter) ?? [];
  if (left === undefined || right === undefined) return parseClause(filter, fields);
  if (/'\s+(AND|OR)\s+\w/.test(right)) throw refuseFilter('at most one AND or OR');
  const first = parseClause(left, fields);
  const second = parseClause(right, fields);
  return logic === 'AND'
    ? (object) => first(object) && second(object)
    : (object) => first(object) || second(object);
}
