/** What browsers have and jsdom has not, as far as our widgets ask for it; import it first. */

class DragEventStub extends MouseEvent {}

/** Sees everything at once: elements are on screen, and 900 × 300 pixels large. */
class IntersectionObserverStub {
  constructor(private readonly _tell: (entries: { isIntersecting: boolean }[]) => void) {}
  observe(): void {
    this._tell([{ isIntersecting: true }]);
  }
  unobserve(): void {}
  disconnect(): void {}
}

class ResizeObserverStub {
  constructor(private readonly _tell: (entries: { contentRect: { width: number; height: number } }[]) => void) {}
  observe(): void {
    this._tell([{ contentRect: { width: 900, height: 300 } }]);
  }
  unobserve(): void {}
  disconnect(): void {}
}

Object.assign(globalThis, {
  DragEvent: DragEventStub,
  IntersectionObserver: IntersectionObserverStub,
  ResizeObserver: ResizeObserverStub,
  requestIdleCallback: (call: () => void) => setTimeout(call, 0),
  cancelIdleCallback: (id: number) => clearTimeout(id),
  matchMedia: (media: string) => ({
    media,
    matches: false,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
    addListener: () => undefined,
    removeListener: () => undefined
  })
});
HTMLCanvasElement.prototype.getContext = () => null;
Range.prototype.getClientRects = () => [] as unknown as DOMRectList;

export {};
