/** The output without what differs from one run to the next and from one machine to another. */
export function normalise(text: string, directory: string): string {
  return text
    .replaceAll(directory, '/home/ada/shop')
    .replace(/\b[0-9A-HJKMNP-TV-Z]{26}\b/g, '01HNJ5ZK000000000000000000')
    .replace(/^\d\d:\d\d:\d\d/gm, '12:00:00')
    .replace(/\b(?:\d+m )?\d+(?:\.\d+)?s(?=$| {2}| {3}|:)/gm, '0.05s')
    .replace(/\bfor \d\d:\d\d:\d\d/g, 'for 00:01:07')
    .replace(/\b(process|backend) \d+/g, '$1 4711')
    .replace(/\bversions up to \d+/g, 'versions up to 2')
    .replace(/127\.0\.0\.1:\d{4,}/g, '127.0.0.1:5432')
    .replace(/\b(linux|darwin|win32) on\b/g, 'linux on')
    .replace(/PostgreSQL \d+(?=, not 14\b)/g, 'PostgreSQL 18')
    .replace(
      /^note: \d{4}-\d\d-\d\d \d\d:\d\d:\d\d.*?(?=[A-Z]{3,}: )/gm,
      'note: 2024-02-01 12:00:00.000 UTC [4711] ',
    );
}
