import React, { type ReactNode } from 'react';

/** Buttons side by side, of which one is pressed; `label` names for a screen reader what they choose. */
export function Segments({ label, children }: { label: string; children: ReactNode }): JSX.Element {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be narrower than its contents
    <div className="nt-Segments" role="group" aria-label={label}>
      {children}
    </div>
  );
}
