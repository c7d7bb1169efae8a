import { CommanderError, Help, Command as Program } from 'commander';
import { type Command, type CommandInput, type CommandOption, UsageError } from './command.ts';

/** What the arguments ask for. */
export type Call =
  | { readonly kind: 'help'; readonly text: string }
  | { readonly kind: 'run'; readonly command: Command; readonly input: CommandInput; readonly json: boolean };

const rootNotes = `
INSTITUTION is an id or a name. Exit codes: 0 done, 1 failed, 2 wrong usage.
The commands read the environment variables of the tool and work while it runs. Secrets are read from files or
standard input (-), never from arguments, and are never printed.
`;

/**
 * Parses a command line with Commander; runs nothing.
 * @throws UsageError that names what is wrong but no value, which could be a secret
 */
export async function readCall(args: readonly string[], commands: readonly Command[]): Promise<Call> {
  let help = '';
  let call: Call | null = null;
  const program = createProgram(commands, (chosen) => {
    call = chosen;
  });
  forEach(program, (one) => {
    one.exitOverride().configureOutput({
      writeOut: (text) => {
        help += text;
      },
      writeErr: () => {},
    });
  });
  try {
    await program.parseAsync(args.length === 0 ? ['--help'] : [...args], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode !== 0) throw new UsageError(explain(error, args, commands));
  }
  return call ?? { kind: 'help', text: help };
}

function createProgram(commands: readonly Command[], onCall: (call: Call) => void): Program {
  const program = new Program('npm run admin --')
    .description("Grade Passback, operator's command line")
    .usage('COMMAND [options]')
    .addHelpText('after', rootNotes)
    .helpCommand('help [command]', 'shows everything about one command')
    .configureHelp({ visibleCommands: listAll, subcommandTerm: nameInFull });
  const groups = new Map<string, Program>();
  for (const command of commands) {
    const [first = '', second] = command.name.split(' ');
    if (second === undefined) addCommand(program, first, command, onCall);
    else {
      const group = groups.get(first) ?? program.command(first);
      groups.set(first, group);
      addCommand(group, second, command, onCall);
    }
  }
  return program;
}

function addCommand(parent: Program, name: string, command: Command, onCall: (call: Call) => void): void {
  const own = parent.command(name).description(command.summary).allowExcessArguments(false);
  for (const { name: argument, help, isNeeded } of command.arguments) {
    own.argument(isNeeded ? `<${argument}>` : `[${argument}]`, help);
  }
  for (const option of command.options) addOption(own, option);
  own.option('--json', 'prints the result as JSON');
  if (command.notes !== null) own.addHelpText('after', `\n${command.notes}`);
  own.action(() => {
    const { json, ...options } = own.opts<Record<string, unknown>>();
    const named = command.arguments.map(({ key }, place) => [key, own.args[place]] as const);
    const given = Object.fromEntries(named.filter(([, value]) => value !== undefined));
    onCall({ kind: 'run', command, input: { ...given, ...options }, json: json === true });
  });
}

function addOption(own: Program, option: CommandOption): void {
  const { name, value, help, repeated, isNeeded } = option;
  const notes = [
    help,
    ...(isNeeded ? ['needed'] : []),
    ...(option.default === null ? [] : [`${option.default} unless said`]),
    ...(repeated ? ['may stand several times'] : []),
  ].join('; ');
  const flags = value === null ? `--${name}` : `--${name} <${value}>`;
  if (repeated) own.option(flags, notes, (given: string, before?: string[]) => [...(before ?? []), given]);
  else own.option(flags, notes);
}

/** The root help lists every command in full. */
function listAll(program: Program): Program[] {
  return program.parent === null
    ? new Help().visibleCommands(program).flatMap((one) => (one.commands.length > 0 ? one.commands : [one]))
    : new Help().visibleCommands(program);
}

/** `institution show INSTITUTION`; only the usage line mentions that options may follow. */
function nameInFull(command: Program): string {
  const parent = command.parent?.parent ? `${command.parent.name()} ` : '';
  const named = command.registeredArguments.map((one) => (one.required ? one.name() : `[${one.name()}]`));
  return [`${parent}${command.name()}`, ...named].join(' ');
}

function forEach(program: Program, action: (one: Program) => void): void {
  action(program);
  for (const one of program.commands) forEach(one, action);
}

/** Commander's messages repeat what was typed; ours name only the option or argument. */
function explain(error: CommanderError, args: readonly string[], commands: readonly Command[]): string {
  const option = /--?[a-z][a-z-]*/i.exec(error.message)?.[0];
  switch (error.code) {
    case 'commander.missingArgument':
      return `missing: ${/'([A-Z-]+)'/.exec(error.message)?.[1] ?? 'an argument'}`;
    case 'commander.excessArguments':
      return 'there are too many arguments';
    case 'commander.unknownOption':
    case 'commander.optionMissingArgument':
      return option === undefined
        ? 'the options cannot be read'
        : `${option}: there is no such option, or its value is missing`;
    default: {
      const related = commands.filter(({ name }) => name.split(' ')[0] === args[0]).map(({ name }) => name);
      return related.length > 0 ? `commands: ${related.join(', ')}` : 'there is no such command; see --help';
    }
  }
}
