import React from 'react';

interface IMarkProps {
  /** Read out; without it the mark is decoration. */
  label?: string;
  size?: number;
}

/** @param box - the side of the square that the shape is drawn in */
function frame(className: string, { label, size }: IMarkProps, box: number, children: React.ReactNode): JSX.Element {
  return (
    <svg
      className={className}
      width={size ?? box}
      height={size ?? box}
      viewBox={`0 0 ${box} ${box}`}
      role={label ? 'img' : undefined}
      aria-label={label}
      aria-hidden={label ? undefined : true}
    >
      {children}
    </svg>
  );
}

const svg = (className: string, props: IMarkProps, children: React.ReactNode): JSX.Element =>
  frame(`nt-Mark ${className}`, props, 14, children);

/** The baseline, everywhere. */
export function Diamond(props: IMarkProps): JSX.Element {
  return svg(
    'nt-mod-baseline',
    props,
    <path d="M7 1.6 12.4 7 7 12.4 1.6 7Z" fill="none" stroke="currentColor" strokeWidth="1.4" />
  );
}

export function Tick(props: IMarkProps): JSX.Element {
  return svg('nt-mod-ok', props, <path d="m2.6 7.4 3 3 6-6.6" fill="none" stroke="currentColor" strokeWidth="1.5" />);
}

export function Cross(props: IMarkProps): JSX.Element {
  return svg(
    'nt-mod-bad',
    props,
    <path d="m3.2 3.2 7.6 7.6m0-7.6-7.6 7.6" fill="none" stroke="currentColor" strokeWidth="1.6" />
  );
}

export function WarningMark(props: IMarkProps): JSX.Element {
  return svg(
    'nt-mod-warning',
    props,
    <>
      <path d="M7 1.8 12.8 12H1.2Z" fill="none" stroke="currentColor" strokeWidth="1.3" strokeLinejoin="round" />
      <path d="M7 5.4v3.2M7 9.7v1.2" stroke="currentColor" strokeWidth="1.3" />
    </>
  );
}

export function UnknownMark(props: IMarkProps): JSX.Element {
  return svg('nt-mod-unknown', props, <circle cx="7" cy="7" r="2" fill="currentColor" />);
}

/**
 * The answer's sign: a disc with a triangle up for better, down for worse, waves
 * for noise, else dots; a filled triangle where nothing can be compared.
 */
export function VerdictMark(props: IMarkProps & { verdict: string }): JSX.Element {
  const { verdict } = props;
  const shape = {
    better: 'M10 5.5 14.5 12h-9Z',
    worse: 'M10 14.5 5.5 8h9Z'
  }[verdict];
  if (verdict === 'unfair' || verdict === 'diverged') {
    return frame(
      'nt-VerdictMark nt-mod-unfair',
      props,
      20,
      <>
        <path d="M10 1.6 19.4 18H.6Z" strokeWidth="1.2" strokeLinejoin="round" />
        <path className="nt-VerdictMark-line" d="M10 7.4v5M10 15v.1" />
      </>
    );
  }
  return frame(
    `nt-VerdictMark nt-mod-${verdict}`,
    props,
    20,
    <>
      <circle cx="10" cy="10" r="9.5" />
      {shape ? (
        <path className="nt-VerdictMark-shape" d={shape} />
      ) : verdict === 'few' || verdict === 'missing' || verdict === 'moved' ? (
        <path className="nt-VerdictMark-line" d="M5.8 10h.1M10 10h.1M14.1 10h.1" />
      ) : (
        <path className="nt-VerdictMark-line" d="M5.5 8.4q2.2-2 4.5 0t4.5 0M5.5 12q2.2-2 4.5 0t4.5 0" />
      )}
    </>
  );
}
