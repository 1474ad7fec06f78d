'use strict';
// Everything below adds to a page that is whole without it; `style.css` keys on this class.
document.documentElement.classList.add('js');

addEventListener('DOMContentLoaded', () => {
  const all = (selector, inside = document) => [...inside.querySelectorAll(selector)];

  // Tables: a click or Enter on a head sorts up, then down, then back into the first order.
  const collator = new Intl.Collator(document.documentElement.lang, { numeric: true });
  // What a cell is sorted by: a number, a text, or null for nothing.
  const key = (cell) => {
    const value = cell?.dataset.value;
    if (value !== undefined) return value === '' ? null : Number(value);
    return cell?.textContent.trim() || null;
  };
  const compare = (a, b) => {
    if (typeof a !== typeof b) return typeof a === 'number' ? -1 : 1;
    return typeof a === 'number' ? (a > b) - (a < b) : collator.compare(a, b);
  };
  for (const table of all('table')) {
    const body = table.tBodies[0];
    const rows = [...body.rows];
    const heads = all('thead th', table);
    heads.forEach((head, column) => {
      if (!head.textContent.trim()) return;
      const button = document.createElement('button');
      button.type = 'button';
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener('click', () => {
        const next = { ascending: 'descending', descending: null }[head.ariaSort];
        const order = next === undefined ? 'ascending' : next;
        heads.forEach((other) => other.removeAttribute('aria-sort'));
        if (order) head.setAttribute('aria-sort', order);
        const sign = order === 'descending' ? -1 : 1;
        const keyed = rows.map((row) => [row, key(row.cells[column])]);
        if (order) {
          keyed.sort(([, a], [, b]) =>
            a === null || b === null ? (a === null) - (b === null) : sign * compare(a, b));
        }
        body.append(...keyed.map(([row]) => row));
      });
    });
  }

  // Long tables are folded.
  for (const button of all('.fold')) {
    const body = document.getElementById(button.getAttribute('aria-controls'));
    button.addEventListener('click', () => {
      const folded = body.classList.toggle('folded');
      button.setAttribute('aria-expanded', String(!folded));
      [button.textContent, button.dataset.fewer] = [button.dataset.fewer, button.textContent];
      if (folded) button.scrollIntoView({ block: 'nearest' });
    });
  }

  // What fits into its place does not scroll there, so that heads of tables stick to the window.
  const fit = (box) => {
    const fits = box.firstElementChild.getBoundingClientRect().width <= box.clientWidth + 1;
    box.classList.toggle('fits', fits);
    if (fits) box.removeAttribute('tabindex');
    else box.tabIndex = 0;
  };
  const sizes = new ResizeObserver((entries) => entries.forEach(({ target }) => fit(target)));
  all('.scroll').forEach((box) => sizes.observe(box));

  // Switches: the chosen figure is shown.
  for (const choice of all('.choice')) {
    const options = all('.option', choice);
    const radios = all('input', choice);
    const select = choice.querySelector('select');
    const show = () => {
      const chosen = select ? select.selectedIndex : radios.findIndex((radio) => radio.checked);
      options.forEach((option, place) => option.classList.toggle('off', place !== chosen));
    };
    choice.addEventListener('change', show);
    show();
  }

  // Commands are copied; where the clipboard is closed to the page they are left selected.
  for (const button of all('.code button')) {
    const code = button.parentElement.querySelector('code');
    const label = button.textContent;
    button.addEventListener('click', async () => {
      getSelection().selectAllChildren(code);
      try {
        await navigator.clipboard.writeText(code.textContent);
      } catch {
        if (!document.execCommand('copy')) return;
      }
      button.textContent = button.dataset.done;
      setTimeout(() => { button.textContent = label; }, 2000);
    });
  }

  // Values in figures: the title of a hot spot follows the pointer; it is taken out so that it does not show twice.
  const tip = document.createElement('div');
  tip.id = 'tip';
  tip.setAttribute('role', 'tooltip');
  tip.hidden = true;
  document.body.append(tip);
  let hot = null;
  let title = null;
  const leave = () => {
    if (!hot) return;
    hot.prepend(title);
    hot.classList.remove('on');
    hot = null;
    tip.hidden = true;
  };
  const follow = ({ clientX, clientY }) => {
    const { width, height } = tip.getBoundingClientRect();
    const right = document.documentElement.clientWidth;
    const above = clientY - height - 14;
    tip.style.left = `${Math.max(8, Math.min(clientX - width / 2, right - width - 8))}px`;
    tip.style.top = `${above < 8 ? clientY + 22 : above}px`;
  };
  addEventListener('pointerover', (event) => {
    const next = event.target.closest?.('.hot') ?? null;
    if (next === hot) return;
    leave();
    const text = next?.querySelector(':scope > title');
    if (!text?.textContent) return;
    [hot, title] = [next, text];
    text.remove();
    hot.classList.add('on');
    tip.textContent = text.textContent;
    tip.hidden = false;
    follow(event);
  });
  addEventListener('pointermove', (event) => hot && follow(event));
  // A finger leaves the page as soon as it is lifted: what it touched stays until it touches elsewhere.
  document.documentElement.addEventListener('pointerleave', (event) => event.pointerType === 'mouse' && leave());
  addEventListener('scroll', leave, true);
  addEventListener('beforeprint', leave);
  // The title of a whole drawing would show wherever there is no hot spot.
  for (const text of all('svg > title')) {
    text.parentElement.setAttribute('aria-label', text.textContent);
    text.remove();
  }

  // Contents: the section that is read is marked.
  const links = new Map(all('.side a').map((link) => [link.hash.slice(1), link]));
  const sections = all('main > section');
  const mark = () => {
    const top = innerHeight / 3;
    const atEnd = innerHeight + scrollY >= document.documentElement.scrollHeight - 2;
    const passed = sections.filter((section) => section.getBoundingClientRect().top < top);
    const current = (atEnd ? sections : passed).at(-1) ?? sections[0];
    links.forEach((link, id) => {
      if (id === current?.id) link.setAttribute('aria-current', 'true');
      else link.removeAttribute('aria-current');
    });
  };
  addEventListener('scroll', mark, { passive: true });
  mark();
});
