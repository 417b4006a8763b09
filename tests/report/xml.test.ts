import fc from 'fast-check';
import { expect, test } from 'vitest';
import { renderXml, xml } from '../../src/report/xml.ts';

const HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n';

test('attributes keep their line feeds and tabs, and texts their lines', () => {
  const element = xml('a', { b: 'x\n"y"\t<&>' }, ['1 < 2\n\t"&"']);
  expect(renderXml(element, (text) => text)).toBe(
    `${HEAD}<a b="x&#10;&quot;y&quot;&#9;&lt;&amp;&gt;">1 &lt; 2\n\t"&amp;"</a>\n`,
  );
});

test('whatever a text holds, the document holds only what XML allows', () => {
  fc.assert(
    fc.property(
      fc.string({
        unit: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)),
      }),
      (text) => {
        const document = renderXml(xml('a', { b: text }, [text]), (each) => each);
        const inside = document.slice(HEAD.length + '<a b="'.length, -'</a>\n'.length);
        expect(inside.replace(/^[^"]*"\/?>?/, '')).not.toMatch(/<|&(?!lt;|gt;|amp;)/);
        for (const character of document) {
          const code = character.codePointAt(0) ?? 0;
          const isLegal =
            code === 9 ||
            code === 10 ||
            (code >= 0x20 && code <= 0xd7ff) ||
            (code >= 0xe000 && code <= 0xfffd) ||
            code >= 0x10000;
          expect(isLegal).toBe(true);
        }
      },
    ),
  );
});
