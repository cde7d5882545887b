/**
 * What is wrong with the built documentation site: links and anchors that lead
 * nowhere, and scripts, styles, fonts or pictures of another host, which a reader
 * without a network would miss.
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

/** Sentences about the pages under `site`, none when all is well. */
export function siteErrors(site) {
  const files = readdirSync(site, { recursive: true }).map(name => join(site, name));
  const pages = files.filter(name => name.endsWith('.html'));
  const styles = files.filter(name => name.endsWith('.css'));
  const anchors = new Map();
  const anchorsOf = page => {
    if (!anchors.has(page)) {
      anchors.set(page, new Set([...readFileSync(page, 'utf8').matchAll(/\s(?:id|name)="([^"]+)"/g)].map(at => at[1])));
    }
    return anchors.get(page);
  };
  const errorsOf = file => {
    const text = readFileSync(file, 'utf8').replace(/<!--[\s\S]*?-->/g, '');
    const errors = foreignHosts(text);
    return file.endsWith('.html') ? [...linkErrors(text, file, anchorsOf), ...errors] : errors;
  };
  return [...pages, ...styles].flatMap(file => errorsOf(file).map(error => `${relative(site, file)}: ${error}`));
}

function linkErrors(html, page, anchorsOf) {
  const links = [...html.matchAll(/\s(?:href|src)="([^"]+)"/g)].map(found => found[1].replaceAll('&amp;', '&'));
  return [...new Set(links)].flatMap(link => {
    if (/^[a-z]+:|^\/\//i.test(link)) {
      return [];
    }
    const [path, anchor] = link.split('#');
    const bare = decodeURIComponent(path.split('?')[0]);
    let target = bare === '' ? page : resolve(dirname(page), bare);
    if (!existsSync(target)) {
      return [`${link} leads to no file`];
    }
    if (statSync(target).isDirectory()) {
      target = join(target, 'index.html');
    }
    const isMissing = anchor && target.endsWith('.html') && !anchorsOf(target).has(decodeURIComponent(anchor));
    return isMissing ? [`${link} leads to no heading`] : [];
  });
}

function foreignHosts(html) {
  const loaded = [
    ...html.matchAll(/<(?:script|img|iframe|source|video|audio)\b[^>]*\ssrc="((?:https?:)?\/\/[^"]+)"/gi)
  ];
  const linked = [...html.matchAll(/<link\b[^>]*>/gi)]
    .filter(found => !/rel="(?:canonical|search|index|next|prev)"/i.test(found[0]))
    .flatMap(found => [...found[0].matchAll(/\shref="((?:https?:)?\/\/[^"]+)"/gi)]);
  const imported = [...html.matchAll(/(?:@import\s+|url\()["']?((?:https?:)?\/\/[^"')]+)/gi)];
  return [...loaded, ...linked, ...imported].map(found => `${found[1]} is loaded from another host`);
}
