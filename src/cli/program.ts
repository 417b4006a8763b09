import { Command, Option } from 'commander';
import { DATE_UNITS } from '../core/time/add-to-date.ts';
import { type Flags, type LocateValue, readFlags } from './flags.ts';
import type { CommandBody } from './invocation.ts';

/** Loads a command's body, and with it all that this command needs and others do not. */
type LoadBody = () => Promise<CommandBody>;

export interface ProgramPorts {
  readonly write: (text: string) => void;
  readonly writeError: (text: string) => void;
  readonly version: () => string;
  readonly locate: LocateValue;
  /** Gets what was asked for. */
  readonly execute: (body: LoadBody, flags: Flags, args: readonly string[]) => Promise<void>;
}

/** Every command and flag, declared once. What cannot be parsed is thrown as CommanderError. */
export function createProgram(name: string, ports: ProgramPorts): Command {
  const program = new Command(name)
    .exitOverride()
    // Errors are shown by whoever catches them, in the form of all diagnostics.
    .configureOutput({
      writeOut: ports.write,
      writeErr: ports.writeError,
      outputError: () => {},
    })
    .description('a SQL-first pipeline framework for PostgreSQL')
    .option('--project-dir <directory>', 'where project.yml is, or a directory below it')
    .option('-t, --target <name>', 'the target of project.yml to work on (or ASOF_TARGET)')
    .option('--vars <k=v>', 'a var as k=v, or several as one YAML or JSON map; repeatable', collect)
    .option('--json', 'write JSON to stdout: events of a run, else one object')
    .option('-q, --quiet', 'show only what failed')
    .option('-v, --verbose', 'show every statement and every expectation')
    .option('--no-color', 'no colours (also NO_COLOR; FORCE_COLOR for the opposite)')
    .version(ports.version(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .showHelpAfterError(false)
    .allowExcessArguments(false);

  const action =
    (load: LoadBody) =>
    async (...received: readonly unknown[]) => {
      const command = received.at(-1);
      if (!(command instanceof Command)) return;
      await ports.execute(load, readFlags(command.optsWithGlobals(), ports.locate), command.args);
    };

  running(program.command('seed'))
    .description('load the CSV files that changed')
    .option('--prune', 'remove the rows of files that are no longer there')
    .option('--show-schema', 'print the columns of the files as YAML to paste, and load nothing')
    .action(action(async () => (await import('./commands/seed.ts')).seed));
  restating(running(program.command('models')))
    .description('build models in dependency order')
    .action(action(async () => (await import('./commands/models.ts')).models));
  checking(program.command('test'))
    .description('check the expectations on what is there')
    .option('--plan', 'print the statements that would be sent, as a script, and check nothing')
    .action(action(async () => (await import('./commands/test.ts')).test));
  restating(running(program.command('build')))
    .description('load seeds and build models together, then check what belongs to no single node')
    .option('--prune', 'remove the rows of files that are no longer there')
    .action(action(async () => (await import('./commands/build.ts')).build));
  restating(running(program.command('backfill')))
    .description('build once for each as_of that the inputs hold, or that are named, in order')
    .option('--from <date>', 'the first as_of to build')
    .option('--to <date>', 'the last as_of to build')
    .option('--every <unit>', `a step from --from to --to: ${DATE_UNITS.join(', ')}`)
    .option('--as-of <dates>', 'these as_ofs: D or D,D,D; repeatable', collect)
    .action(action(async () => (await import('./commands/backfill.ts')).backfill));
  restating(checking(program.command('requeue')))
    .description('put quarantined rows that were mended back, through the same checks')
    .action(action(async () => (await import('./commands/requeue.ts')).requeue));
  selecting(program.command('compile'))
    .description('write the SQL of models and their tests to target/compiled, or print that of one')
    .action(action(async () => (await import('./commands/compile.ts')).compile));
  selecting(program.command('ls'))
    .description('list the nodes')
    .action(action(async () => (await import('./commands/ls.ts')).ls));
  program
    .command('show <node>')
    .description('print the first rows of a node')
    .option('--limit <count>', 'how many rows (default: 10)')
    .action(action(async () => (await import('./commands/show.ts')).show));
  selecting(program.command('status'))
    .description('say what the database holds: as_ofs, seals, what is stale, last results')
    .action(action(async () => (await import('./commands/status.ts')).status));
  selecting(program.command('verify'))
    .description('compare every seal, and what else the journal says, with the tables')
    .option('--as-of <dates>', 'only these as_ofs: D or D,D,D; repeatable', collect)
    .action(action(async () => (await import('./commands/verify.ts')).verify));
  program
    .command('export <node>')
    .description('write the rows of a node to a CSV file, the same bytes every time')
    .option('--as-of <date>', 'the as_of that the rows are to be of', collect)
    .option('-o, --out <file>', 'the file: .csv or .csv.gz; a manifest is written beside it')
    .option('--force', 'replace a file that is no earlier export')
    .action(action(async () => (await import('./commands/export.ts')).exportRows));
  program
    .command('diff <relation>')
    .description(
      'compare the rows of two as_ofs, of two relations or of two targets: added, removed, changed',
    )
    .option('--from <date>', 'the as_of of the first side')
    .option('--to <date>', 'the as_of of the second side')
    .option('--with <relation>', 'the second side: another node, or schema.table')
    .option('--with-target <name>', 'the second side: in this target of project.yml')
    .option('--key <columns>', 'match rows by these, as a,b (default: their unique_key)')
    .option('--limit <count>', 'how many rows that differ are shown (default: 5)')
    .option('--fail-on-change', 'exit with 1 when anything differs')
    .action(action(async () => (await import('./commands/diff.ts')).diff));
  program
    .command('debug')
    .description('check the setup, and say what is wrong with it')
    .action(action(async () => (await import('./commands/debug.ts')).debug));
  program
    .command('clean')
    .description('remove target/ of the project; never data')
    .action(action(async () => (await import('./commands/clean.ts')).clean));
  program
    .command('init [directory]')
    .description(
      'make a small working project, or bring suites of Great Expectations into one; overwrites nothing',
    )
    .option('--from-gx <file...>', 'JSON files of suites: each becomes a file of expectations')
    .option(
      '--model <name>',
      'the model, seed or source that the suites are about (default: by their names)',
    )
    .action(action(async () => (await import('./commands/init.ts')).init));

  const db = program.command('db').description('the embedded PostgreSQL server of the project');
  db.command('start')
    .description('start the server and leave it running')
    .action(action(async () => (await import('./commands/db-start.ts')).dbStart));
  db.command('stop')
    .description('stop the server')
    .action(action(async () => (await import('./commands/db-stop.ts')).dbStop));
  db.command('status')
    .description('say whether the server runs, and where')
    .action(action(async () => (await import('./commands/db-status.ts')).dbStatus));
  db.command('url')
    .description('print the URL of the server, with its password')
    .action(action(async () => (await import('./commands/db-url.ts')).dbUrl));
  db.command('psql [arguments...]')
    .description('open psql on the target; what stands after -- goes to psql')
    .action(action(async () => (await import('./commands/db-psql.ts')).dbPsql));
  db.command('drop')
    .description('stop the server and remove its data')
    .action(action(async () => (await import('./commands/db-drop.ts')).dbDrop));
  return program;
}

function selecting(command: Command): Command {
  return command
    .option(
      '-s, --select <selector...>',
      'only these nodes: name, +name, name+, tag:x, path:x, a,b',
    )
    .option('--exclude <selector...>', 'not these nodes');
}

function checking(command: Command): Command {
  return selecting(command)
    .option('--fail-fast', 'stop at the first failure')
    .option(
      '--concurrency <count>',
      'how many nodes at a time (default: connections of the target)',
    )
    .option('--wait <seconds>', 'how long to wait for another run (default: 60)')
    .option('--junit <file>', 'write what it came to as JUnit XML, too')
    .option('--annotate', 'print annotations for GitHub (by itself in GitHub Actions)');
}

function running(command: Command): Command {
  return checking(command)
    .option('-f, --full-refresh', 'build from nothing, except snapshots and histories')
    .addOption(new Option('--no-gate', 'publish nodes even if their expectations fail'));
}

function restating(command: Command): Command {
  return command
    .option('--restate', 'let the selected snapshots replace what is sealed')
    .option('--reason <text>', 'why --restate replaces it; stays on record');
}

function collect(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value];
}
