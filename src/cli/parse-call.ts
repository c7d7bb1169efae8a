import { parseArgs } from 'node:util';
import { type Command, type CommandInput, parserOptions, toCamelCase, UsageError } from './command.ts';

/** What the arguments of the process ask for. */
export type Call =
  | { readonly kind: 'help'; readonly command: Command | null }
  | { readonly kind: 'run'; readonly command: Command; readonly input: CommandInput; readonly json: boolean };

/** @throws UsageError which names what is wrong and never a value, which could be a secret */
export function parseCall(args: readonly string[], commands: readonly Command[]): Call {
  const [first] = args;
  if (first === undefined || first === '--help' || first === '-h' || first === 'help') {
    return { kind: 'help', command: null };
  }
  const command = findCommand(args, commands);
  const words = command.name.split(' ').length;
  const { values, positionals } = parseOptions(command, args.slice(words));
  if (values['help'] === true) return { kind: 'help', command };
  const { json, ...options } = values;
  const input = { ...nameArguments(command, positionals), ...camelCased(options) };
  return { kind: 'run', command, input, json: json === true };
}

function findCommand(args: readonly string[], commands: readonly Command[]): Command {
  const found = commands.find(({ name }) => {
    const words = name.split(' ');
    return words.every((word, place) => args[place] === word);
  });
  if (found !== undefined) return found;
  const related = commands.filter(({ name }) => name.split(' ')[0] === args[0]).map(({ name }) => name);
  throw new UsageError(
    related.length > 0 ? `commands: ${related.join(', ')}` : 'there is no such command; see --help',
  );
}

function parseOptions(command: Command, args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: parserOptions(command), allowPositionals: true });
  } catch (error) {
    const option = error instanceof Error ? /--?[a-z][a-z-]*/i.exec(error.message)?.[0] : undefined;
    throw new UsageError(
      option === undefined
        ? 'the options cannot be read'
        : `${option}: there is no such option, or its value is missing`,
    );
  }
}

function nameArguments(command: Command, given: readonly string[]): CommandInput {
  const expected = command.arguments;
  const missing = expected.filter(({ optional }, place) => !optional && given[place] === undefined);
  if (missing.length > 0) {
    throw new UsageError(`missing: ${missing.map(({ name }) => name.toUpperCase()).join(', ')}`);
  }
  if (given.length > expected.length) throw new UsageError('there are too many arguments');
  return Object.fromEntries(given.map((value, place) => [toCamelCase(expected[place]?.name ?? ''), value]));
}

function camelCased(options: Readonly<Record<string, unknown>>): CommandInput {
  return Object.fromEntries(Object.entries(options).map(([name, value]) => [toCamelCase(name), value]));
}
