import { scaleLinear } from 'd3-scale';
import React from 'react';

import { deltaUnit, formatDelta } from '../../core/format';
import type { IAnswer } from '../../model/comparison/answer';

const EDGE = 24;

/** The difference as a picture: zero, the interval, and a tick per paired seed. */
export function EffectStrip(props: {
  answer: IAnswer;
  width: number;
  height: number;
  axis?: boolean;
  label: string;
}): JSX.Element | null {
  const { answer, width, height, axis } = props;
  const { effect, metric, base } = answer;
  if (!effect || base === null) {
    return null;
  }
  const reach = [0, effect.low, effect.high, ...effect.pairs];
  const edge = axis ? EDGE : 6;
  const x = scaleLinear([Math.min(...reach), Math.max(...reach)], [edge, width - edge]);
  if (axis) {
    x.nice(4);
  }
  const y = axis ? 15 : height / 2;
  const ticks = axis ? x.ticks(4) : [];
  const unit = deltaUnit(metric, base);
  return (
    <svg
      className={`nt-EffectStrip nt-mod-${answer.verdict}`}
      width={width}
      height={height}
      role="img"
      aria-label={props.label}
    >
      <line className="nt-EffectStrip-zero" x1={x(0)} x2={x(0)} y1={y - 12} y2={y + 12} />
      <line className="nt-EffectStrip-band" x1={x(effect.low)} x2={x(effect.high)} y1={y} y2={y} />
      {[effect.low, effect.high].map((end, i) => (
        <line key={i} className="nt-EffectStrip-end" x1={x(end)} x2={x(end)} y1={y - 5} y2={y + 5} />
      ))}
      {effect.pairs.map((pair, i) => (
        <line key={i} className="nt-EffectStrip-seed" x1={x(pair)} x2={x(pair)} y1={y - 10} y2={y - 7} />
      ))}
      <circle cx={x(effect.delta)} cy={y} r={axis ? 4.5 : 4} />
      {ticks.map((tick, i) => (
        <text key={tick} x={x(tick)} y={height - 3} textAnchor="middle">
          {formatDelta(metric, tick, base)}
          {i === ticks.length - 1 && unit && ` ${unit}`}
        </text>
      ))}
    </svg>
  );
}
