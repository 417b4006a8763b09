import fc from 'fast-check';
import { expect, test } from 'vitest';
import { html, renderMarkup } from '../../../src/report/html/markup.ts';

const render = (content: Parameters<typeof renderMarkup>[0]) =>
  renderMarkup(content, (text) => text);

test('texts are escaped, pieces of HTML are not, and nothing is nothing', () => {
  const piece = html`<b title="${`"x" & 'y'`}">${['<i>', 3, undefined, html`<br>`]}</b>`;
  expect(render(piece)).toBe('<b title="&quot;x&quot; &amp; &#39;y&#39;">&lt;i&gt;3<br></b>');
});

test('every text has passed through what masks secrets before it is escaped', () => {
  const masked = renderMarkup(html`<p>${'a<secret>b'}</p>`, (text) =>
    text.replaceAll('<secret>', '*****'),
  );
  expect(masked).toBe('<p>a*****b</p>');
});

test('whatever a text holds, it adds no tag, no quote and no entity of its own', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const rendered = render(text);
      expect(rendered).not.toMatch(/[<>"']/);
      const back = rendered
        .replaceAll('&lt;', '<')
        .replaceAll('&gt;', '>')
        .replaceAll('&quot;', '"')
        .replaceAll('&#39;', "'")
        .replaceAll('&amp;', '&');
      expect(back).toBe(text);
    }),
  );
});
