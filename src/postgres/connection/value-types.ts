type Parse = (text: string) => unknown;

const asText: Parse = (text) => text;
const asNumber: Parse = Number;
const asJson: Parse = (text): unknown => JSON.parse(text);
/** NaN and the infinities stay text: JSON has no other way to hold them. */
const asFloat: Parse = (text) => (Number.isFinite(Number(text)) ? Number(text) : text);

/** By type oid, with the oid of the array of it. What is not here stays as PostgreSQL prints it. */
const TYPES: readonly (readonly [oid: number, arrayOid: number, parse: Parse])[] = [
  [16, 1000, (text) => text === 't'],
  [17, 1001, asText],
  [18, 1002, asText],
  [19, 1003, asText],
  [20, 1016, asText],
  [21, 1005, asNumber],
  [23, 1007, asNumber],
  [25, 1009, asText],
  [26, 1028, asNumber],
  [114, 199, asJson],
  [700, 1021, asFloat],
  [701, 1022, asFloat],
  [1042, 1014, asText],
  [1043, 1015, asText],
  [1082, 1182, asText],
  [1083, 1183, asText],
  [1114, 1115, asText],
  [1184, 1185, asText],
  [1186, 1187, asText],
  [1266, 1270, asText],
  [1700, 1231, asText],
  [2950, 2951, asText],
  [3802, 3807, asJson],
];

const parsers = new Map<number, Parse>();
for (const [oid, arrayOid, parse] of TYPES) {
  parsers.set(oid, parse);
  parsers.set(arrayOid, (text) => mapNested(parseTextArray(text), parse));
}

/** How values of a result become JavaScript values, for the driver. */
export const valueTypes = {
  getTypeParser: (oid: number): Parse => parsers.get(oid) ?? asText,
};

/** `{a,"b c",{NULL}}` as nested arrays of text and null. */
function parseTextArray(text: string): unknown {
  const tokens = text.matchAll(/[{}]|"((?:[^"\\]|\\.)*)"|([^{},"]+)/gs);
  const root: unknown[] = [];
  const open = [root];
  for (const [token, quoted, bare] of tokens) {
    const list = open.at(-1) ?? root;
    if (token === '{') {
      const inner: unknown[] = [];
      list.push(inner);
      open.push(inner);
    } else if (token === '}') open.pop();
    else if (quoted !== undefined) list.push(quoted.replace(/\\(.)/gs, '$1'));
    // bounds such as [0:1]= stand before the outermost bracket
    else if (list !== root) list.push(bare === 'NULL' ? null : bare);
  }
  return root[0];
}

function mapNested(value: unknown, parse: Parse): unknown {
  if (Array.isArray(value)) return value.map((each) => mapNested(each, parse));
  return typeof value === 'string' ? parse(value) : null;
}
