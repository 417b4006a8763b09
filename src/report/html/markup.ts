/** A piece of HTML whose texts are not yet escaped: `renderMarkup` does that, for all of them alike. */
export interface Markup {
  readonly literals: readonly string[];
  readonly contents: readonly Content[];
}

/** What may stand in a piece of HTML. Texts are shown as they are; lists one after the other. */
export type Content = string | number | undefined | Markup | readonly Content[];

/** HTML with texts in it: html`<p>${text}</p>`. Attributes must stand in double quotes. */
export function html(literals: TemplateStringsArray, ...contents: readonly Content[]): Markup {
  return { literals, contents };
}

/** The HTML as a text, with every text in it shown as `show` has it, and escaped. */
export function renderMarkup(content: Content, show: (text: string) => string): string {
  const pieces: string[] = [];
  append(content, pieces, show);
  return pieces.join('');
}

function append(content: Content, pieces: string[], show: (text: string) => string): void {
  if (content === undefined) return;
  if (typeof content === 'number') pieces.push(String(content));
  else if (typeof content === 'string') pieces.push(escapeHtml(show(content)));
  else if (isList(content)) for (const each of content) append(each, pieces, show);
  else {
    content.literals.forEach((literal, index) => {
      pieces.push(literal);
      append(content.contents[index], pieces, show);
    });
  }
}

/** Text that is nothing but text, between tags and in attributes alike. */
function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function isList(content: Content): content is readonly Content[] {
  return Array.isArray(content);
}
