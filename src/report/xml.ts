/** An element of XML; what is between its tags is elements and texts. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly (XmlElement | string)[];
}

export function xml(
  name: string,
  attributes: Readonly<Record<string, string>>,
  children: readonly (XmlElement | string)[],
): XmlElement {
  return { name, attributes, children };
}

/** The document, with every text and attribute as `show` has it, and nothing in it that XML forbids. */
export function renderXml(root: XmlElement, show: (text: string) => string): string {
  const lines = ['<?xml version="1.0" encoding="UTF-8"?>'];
  append(root, '', lines, (text) => legal(show(text)));
  return `${lines.join('\n')}\n`;
}

function append(
  { name, attributes, children }: XmlElement,
  indent: string,
  lines: string[],
  show: (text: string) => string,
): void {
  const open = Object.entries(attributes).map(
    ([key, value]) => ` ${key}="${escapeAttribute(show(value))}"`,
  );
  const start = `${indent}<${name}${open.join('')}`;
  const texts = children.filter((child) => typeof child === 'string');
  const elements = children.filter((child) => typeof child !== 'string');
  if (elements.length > 0) {
    lines.push(`${start}>`);
    for (const element of elements) append(element, `${indent}  `, lines, show);
    lines.push(`${indent}</${name}>`);
    return;
  }
  const text = texts.map((each) => escapeText(show(each))).join('');
  lines.push(text === '' ? `${start}/>` : `${start}>${text}</${name}>`);
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Line feeds and tabs, which a parser would turn into spaces, by their numbers. */
function escapeAttribute(text: string): string {
  return escapeText(text)
    .replaceAll('"', '&quot;')
    .replaceAll('\n', '&#10;')
    .replaceAll('\t', '&#9;');
}

const ILLEGAL =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what no XML document may hold
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufffe\uffff]|\p{Surrogate}/gu;

/** Text that XML 1.0 can hold: a control character as its picture, half a character as none. */
function legal(text: string): string {
  return text.replace(ILLEGAL, (character) => {
    const code = character.charCodeAt(0);
    if (code < 0x20) return String.fromCharCode(0x2400 + code);
    return code === 0x7f ? '\u2421' : '\ufffd';
  });
}
