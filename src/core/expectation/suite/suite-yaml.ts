import { type LocatedValue, plain } from '../../diagnostics/located-value.ts';
import type { NodeName } from '../declaration/expectation-declaration.ts';
import { isParameterMap } from '../declaration/suite-parameter/resolve-parameters.ts';
import { flowYaml, yamlText } from './flow-yaml.ts';
import type { Suite } from './suite.ts';
import type { TranslatedSuite, WrittenItem } from './translate-suite.ts';

const WIDTH = 100;

/** A file of `expectations:` as a person would write it; what has no translation is a comment. */
export function suiteYaml(
  suite: Suite,
  file: string,
  about: Pick<NodeName, 'kind' | 'name'>,
  { table, columns, untranslated }: TranslatedSuite,
): string {
  const isEmpty = table.length === 0 && columns.length === 0;
  return lines([
    `# From the suite "${oneLine(suite.name)}" of Great Expectations (${oneLine(file)}).`,
    ...(suite.notes === undefined ? [] : ['#', ...comment(suite.notes)]),
    isEmpty ? 'expectations: []' : 'expectations:',
    ...(isEmpty ? [] : [`  - ${about.kind ?? 'model'}: ${yamlText(about.name)}`]),
    ...(table.length === 0 ? [] : ['    table:', ...table.flatMap((item) => listItem(item, 6))]),
    ...(columns.length === 0 ? [] : ['    columns:']),
    ...columns.flatMap(({ name, items }) => column(name, items)),
    ...(untranslated.length === 0 ? [] : ['', '# Not translated:']),
    ...untranslated.flatMap(({ item, problems }) => [
      '#',
      ...problems.flatMap(({ message, hint, location }) =>
        comment(
          `${file}:${location?.line ?? 1}:${location?.column ?? 1}: ${message}${hint === undefined ? '' : ` (${hint})`}`,
        ),
      ),
      ...comment(JSON.stringify(plain(item), undefined, 2)),
    ]),
  ]);
}

function column(name: string, items: readonly WrittenItem[]): readonly string[] {
  const oneLiner = `      ${yamlText(name)}: [${items.map(flowItem).join(', ')}]`;
  const hasLines = items.some(({ given }) => given !== undefined && holdsLines(given));
  if (oneLiner.length <= WIDTH && !hasLines) return [oneLiner];
  return [`      ${yamlText(name)}:`, ...items.flatMap((item) => listItem(item, 8))];
}

function flowItem({ title, given }: WrittenItem): string {
  return given === undefined ? title : `{${title}: ${flowYaml(given)}}`;
}

function listItem({ title, given }: WrittenItem, indent: number): readonly string[] {
  const dash = `${' '.repeat(indent)}- `;
  if (given === undefined) return [`${dash}${title}`];
  return blockEntry(`${dash}${title}`, given, indent + 4);
}

/** `key: value` on one line where that fits, else the value below it. */
function blockEntry(key: string, value: LocatedValue, indent: number): readonly string[] {
  const literal = literalLines(value);
  if (literal !== undefined) {
    const below = literal.map((line) => (line === '' ? '' : ' '.repeat(indent) + line));
    return [`${key}: |-`, ...below];
  }
  const oneLiner = `${key}: ${flowYaml(value)}`;
  const isLong = oneLiner.length > WIDTH || holdsLines(value);
  if (!isLong || value.type === 'scalar' || isParameterMap(value)) return [oneLiner];
  const pad = ' '.repeat(indent);
  if (value.type === 'list') {
    if (value.items.length === 0) return [oneLiner];
    const items = value.items.map(flowYaml);
    const isFlat = value.items.every(({ type }) => type === 'scalar');
    return [`${key}:`, ...(isFlat ? filled(items, pad) : items.map((item) => `${pad}- ${item}`))];
  }
  return [
    `${key}:`,
    ...value.entries.flatMap((entry) =>
      blockEntry(`${pad}${yamlText(entry.key)}`, entry.value, indent + 2),
    ),
  ];
}

/** `[a, b, …]` on as many lines as it takes. */
function filled(items: readonly string[], pad: string): readonly string[] {
  const filledLines: string[] = [];
  let line = `${pad}[`;
  for (const [at, item] of items.entries()) {
    const isLast = at === items.length - 1;
    const piece = `${item}${isLast ? ']' : ','}`;
    const isFirst = line.endsWith('[') || line === `${pad} `;
    if (!isFirst && line.length + piece.length > WIDTH) {
      filledLines.push(line.trimEnd());
      line = `${pad} `;
    }
    line += isLast ? piece : `${piece} `;
  }
  return [...filledLines, line];
}

function holdsLines(value: LocatedValue): boolean {
  if (literalLines(value) !== undefined) return true;
  return (
    value.type === 'map' && value.entries.some((entry) => literalLines(entry.value) !== undefined)
  );
}

/** The lines of a text that YAML's `|-` gives back as they are. */
function literalLines(value: LocatedValue): readonly string[] | undefined {
  if (value.type !== 'scalar' || typeof value.value !== 'string') return undefined;
  const { value: text } = value;
  const isPlain = /^[\x20-\x7e\u00a0-\u2027\u202a-\ud7ff\n]*$/.test(text);
  if (!text.includes('\n') || !isPlain || /^[\s#%]|\s$/.test(text)) return undefined;
  return text.split('\n');
}

function comment(text: string): readonly string[] {
  return text.split(/\r\n|[\r\n\u0085\u2028\u2029]/).map((line) => `# ${line}`.trimEnd());
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ');
}

function lines(all: readonly string[]): string {
  return `${all.join('\n')}\n`;
}
