/** A chart on its way out: the picture on the page with its look written into it, as a file. */
import { saveFile } from '../saveFile';
import { mapPair } from '../../core/pair';

const STYLES = [
  'color',
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'stroke-linejoin',
  'stroke-linecap',
  'opacity',
  'paint-order',
  'font-family',
  'font-size',
  'font-weight'
];
/** Pixels of the PNG for one of the page. */
const SCALE = 2;

/** Saves what `svg` shows, on the page's own background. */
export async function savePicture(svg: SVGSVGElement, name: string, type: 'svg' | 'png'): Promise<void> {
  const drawing = new Blob([standingAlone(svg)], { type: 'image/svg+xml' });
  saveFile(name, type === 'svg' ? drawing : await painted(drawing, svg.clientWidth, svg.clientHeight));
}

/** The picture as a document of its own: it takes nothing from the page's style sheets. */
function standingAlone(svg: SVGSVGElement): string {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const [from, to] = mapPair([svg, copy], root => [root, ...root.querySelectorAll<SVGElement>('*')] as SVGElement[]);
  from.forEach((element, i) => {
    const style = getComputedStyle(element);
    to[i]?.removeAttribute('class');
    to[i]?.setAttribute('style', STYLES.map(name => `${name}:${style.getPropertyValue(name)}`).join(';'));
  });
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  copy.setAttribute('viewBox', `0 0 ${svg.clientWidth} ${svg.clientHeight}`);
  const page = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
  page.setAttribute('width', '100%');
  page.setAttribute('height', '100%');
  page.setAttribute('fill', pageColour(svg));
  copy.prepend(page);
  return new XMLSerializer().serializeToString(copy);
}

/** The first colour behind the picture that is not transparent. */
function pageColour(element: Element): string {
  for (let at: Element | null = element; at; at = at.parentElement) {
    const { backgroundColor } = getComputedStyle(at);
    if (backgroundColor && !/^(transparent|rgba\(0, 0, 0, 0\))$/.test(backgroundColor)) {
      return backgroundColor;
    }
  }
  return 'white';
}

async function painted(drawing: Blob, width: number, height: number): Promise<Blob> {
  const address = URL.createObjectURL(drawing);
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = width * SCALE;
    canvas.height = height * SCALE;
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise<Blob>((resolve, reject) =>
      canvas.toBlob(blob => (blob ? resolve(blob) : reject(new Error('The picture could not be painted'))), 'image/png')
    );
  } finally {
    URL.revokeObjectURL(address);
  }
}
