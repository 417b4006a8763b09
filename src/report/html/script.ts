/**
 * Search, filters, copying, and what is folded away: that is made when it is looked at, and held as
 * data before, so that a page of thousands opens at once. Failures are in the page without it.
 */
export const SCRIPT = `(() => {
  'use strict';
  const LINE = 36;
  const CHUNK = 40;
  document.documentElement.classList.add('js');
  const search = document.getElementById('search');
  const nothing = document.getElementById('nothing');
  const buttons = [...document.querySelectorAll('[data-filter]')];
  const entryOf = new WeakMap();
  let filter = '';
  let held;

  // an entry is [status, change, body, line]: without a body it is in the page whole
  const read = () => {
    const data = JSON.parse(document.getElementById('data').textContent);
    return [...document.querySelectorAll('.node')].map((element, at) => {
      const inPage = element.querySelectorAll(':scope > .check');
      const entries = data[at].map(([status, change, body, line], index) => {
        const entry = { status, change, body, line, element: inPage[index], text: undefined };
        if (entry.element) entryOf.set(entry.element, entry);
        return entry;
      });
      return {
        element,
        head: element.querySelector('header').textContent.toLowerCase(),
        status: element.dataset.node,
        fold: element.querySelector('.fold'),
        count: element.querySelector('.fold b'),
        shown: entries.filter((entry) => entry.element),
        folded: entries.filter((entry) => !entry.element),
        matching: undefined,
      };
    });
  };
  const sections = () => (held ??= read());

  const textOf = (entry) => {
    if (entry.text === undefined) {
      const html = entry.element && !entry.body
        ? entry.element.innerHTML
        : (entry.line ?? entry.element.innerHTML) + entry.body;
      entry.text = html.replace(/<[^>]*>/g, ' ').toLowerCase();
    }
    return entry.text;
  };
  const ESCAPES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  const escape = (text) => text.replace(/[&<>"']/g, (character) => ESCAPES[character]);

  const fill = (chunk) => {
    chunk.innerHTML = chunk.entries
      .map(({ status, line }) => '<details class="check ' + status + '"><summary>' + line + '</summary></details>')
      .join('');
    chunk.style.minHeight = '';
    chunk.entries.forEach((entry, at) => entryOf.set(chunk.children[at], entry));
  };
  const observer = new IntersectionObserver((seen) => {
    for (const { isIntersecting, target } of seen) {
      if (!isIntersecting) continue;
      observer.unobserve(target);
      fill(target);
    }
  }, { rootMargin: '800px' });

  const unfold = (section) => {
    const matching = section.matching ?? section.folded;
    if (section.drawn === matching) return;
    section.drawn = matching;
    section.fold.querySelectorAll('.chunk').forEach((chunk) => { observer.unobserve(chunk); chunk.remove(); });
    for (let at = 0; at < matching.length; at += CHUNK) {
      const chunk = document.createElement('div');
      chunk.className = 'chunk';
      chunk.entries = matching.slice(at, at + CHUNK);
      chunk.style.minHeight = chunk.entries.length * LINE + 'px';
      section.fold.append(chunk);
      observer.observe(chunk);
    }
  };

  // toggling is told of to the element alone, so it is caught on the way down
  document.addEventListener('toggle', ({ target }) => {
    if (!target.open) return;
    if (target.classList.contains('fold')) {
      unfold(sections().find(({ fold }) => fold === target));
      return;
    }
    sections();
    const entry = entryOf.get(target);
    if (entry === undefined || entry.body === undefined || target.isWhole) return;
    target.isWhole = true;
    let body = target.querySelector('.body');
    if (body === null) {
      body = target.appendChild(document.createElement('div'));
      body.className = 'body';
    }
    body.innerHTML = entry.body;
  }, true);

  const show = (element, isShown) => { if (element.hidden === isShown) element.hidden = !isShown; };

  const apply = () => {
    const terms = escape(search.value.toLowerCase()).split(/\\s+/).filter(Boolean);
    const isAll = filter === '' && terms.length === 0;
    let found = 0;
    for (const section of sections()) {
      const left = terms.filter((term) => !section.head.includes(term));
      const matches = (entry) =>
        (filter === '' || filter === 'status:' + entry.status || filter === 'change:' + entry.change) &&
        left.every((term) => textOf(entry).includes(term));
      let count = 0;
      for (const entry of section.shown) {
        const isShown = isAll || matches(entry);
        show(entry.element, isShown);
        if (isShown) count += 1;
      }
      section.matching = isAll ? section.folded : section.folded.filter(matches);
      count += section.matching.length;
      const isItself = left.length === 0 && (filter === '' || filter === 'status:' + section.status);
      show(section.element, count > 0 || isItself);
      if (count > 0 || isItself) found += 1;
      if (!section.fold) continue;
      show(section.fold, section.matching.length > 0);
      section.count.textContent = section.matching.length.toLocaleString('en');
      section.fold.open = !isAll;
      if (!isAll) unfold(section);
    }
    nothing.hidden = found > 0;
  };

  let pending;
  search.addEventListener('input', () => {
    cancelAnimationFrame(pending);
    pending = requestAnimationFrame(apply);
  });
  for (const button of buttons) {
    button.addEventListener('click', () => {
      filter = filter === button.dataset.filter ? '' : button.dataset.filter;
      for (const each of buttons) each.setAttribute('aria-pressed', String(each.dataset.filter === filter));
      apply();
    });
  }
  document.addEventListener('keydown', (event) => {
    if (event.key === '/' && document.activeElement !== search && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      search.focus();
    } else if (event.key === 'Escape' && document.activeElement === search) {
      search.value = '';
      search.blur();
      apply();
    }
  });

  const copy = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const area = document.body.appendChild(document.createElement('textarea'));
      area.value = text;
      area.select();
      document.execCommand('copy');
      area.remove();
    }
  };
  document.addEventListener('click', async (event) => {
    const button = event.target.closest('.copy');
    if (!button) return;
    await copy(button.closest('figure').querySelector('code').textContent);
    button.textContent = 'Copied';
    setTimeout(() => { button.textContent = 'Copy'; }, 1500);
  });
})();
`;
