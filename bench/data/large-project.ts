export interface LargeProjectOptions {
  readonly models: number;
  readonly yamlFiles: number;
}

/** A project by path: models that read one or two before them, and YAML that describes them in groups. */
export function largeProject({
  models,
  yamlFiles,
}: LargeProjectOptions): Readonly<Record<string, string>> {
  const files: Record<string, string> = { 'project.yml': 'name: large\n' };
  const names = Array.from({ length: models }, (_, n) => `m_${String(n).padStart(5, '0')}`);
  const group = Math.ceil(models / yamlFiles);
  for (const [n, name] of names.entries())
    files[`models/${folderOf(n, models)}/${name}.sql`] = sqlOf(n, names);
  for (let at = 0; at < models; at += group) {
    files[`models/${folderOf(at, models)}/${names[at]}.yml`] = `models:\n${names
      .slice(at, at + group)
      .map(declaration)
      .join('')}`;
  }
  return files;
}

function folderOf(n: number, models: number): string {
  return 'abcdefghij'[Math.floor((10 * n) / models)] ?? 'j';
}

/** A tree of parents, as projects have: each model is read by a few. */
function sqlOf(n: number, names: readonly string[]): string {
  if (n < 10) return `select ${n} as id, 'name ${n}' as name\n`;
  const parent = names[Math.floor(n / 3)] ?? '';
  const other = names[Math.floor(n / 7)] ?? '';
  return `select a.id, b.name
from {{ ref('${parent}') }} as a
join {{ ref('${other}') }} as b using (id)
where a.id > ${n}
`;
}

function declaration(name: string): string {
  return `  - name: ${name}
    description: What ${name} holds, in a sentence of usual length
    columns:
      id: {type: integer, description: The key}
      name: {type: text, description: What people call it}
`;
}
