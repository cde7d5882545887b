import { caretDownEmptyIcon } from '@jupyterlab/ui-components';
import React from 'react';

import { displayText } from '../ui/displayText';
import { openMenu, type IMenuItem } from '../ui/menu';
import { MoreButton } from '../ui/moreButton';
import { useViewContext } from '../ui/viewContext';
import { formatCount } from '../core/format';
import { sqlIcon } from '../ui/sqlIcon';
import { CommandIDs } from '../companion/tokens';
import { useSidebar } from './sidebarContext';
import { useSignals } from '../ui/useSignals';

/** Which project and experiment are shown, and what concerns the whole panel. */
export function PlaceChooser(): JSX.Element {
  const model = useSidebar();
  const { list, places, recording } = model;
  const { commands, trans } = useViewContext();
  useSignals(list.changed, places.changed);
  const { project, experiment } = list.choice;
  const counted = (name: string, runs: number) => `${displayText(name)}  (${formatCount(runs)})`;

  const projects = (): (IMenuItem | null)[] => [
    {
      label: trans.__('All projects'),
      checked: project === null,
      onSelect: () => model.chooseProject(null)
    },
    null,
    ...places.projects.map(each => ({
      label: counted(each.project, each.runs),
      checked: each.project === project,
      onSelect: () => model.chooseProject(each.project)
    }))
  ];
  const experiments = (): (IMenuItem | null)[] => [
    {
      label: trans.__('All experiments'),
      checked: experiment === null,
      onSelect: () => model.chooseExperiment(null)
    },
    null,
    ...places.experiments.map(each => ({
      label: counted(each.experiment, each.runs),
      checked: each.experiment === experiment,
      onSelect: () => model.chooseExperiment(each.experiment)
    }))
  ];
  const more = (): (IMenuItem | null)[] => [
    {
      label: trans.__('Record every new kernel'),
      checked: recording.autoload === true,
      enabled: recording.autoload !== null,
      onSelect: () => void commands.execute(CommandIDs.setAutoload, { on: !recording.autoload })
    },
    {
      label: trans.__('Restart the companion'),
      onSelect: () => void commands.execute(CommandIDs.restartCompanion)
    }
  ];

  return (
    <header className="nt-Sidebar-head">
      <Chooser
        label={trans.__('Project')}
        value={project === null ? trans.__('All projects') : displayText(project)}
        items={projects}
        main
      />
      {places.experiments.length > 0 && (
        <>
          <span className="nt-muted" aria-hidden>
            /
          </span>
          <Chooser
            label={trans.__('Experiment')}
            value={experiment === null ? trans.__('all') : displayText(experiment)}
            items={experiments}
          />
        </>
      )}
      <span className="nt-grow" />
      {commands.hasCommand(CommandIDs.openSql) && (
        <button
          type="button"
          className="nt-IconButton"
          title={trans.__('Query with SQL')}
          aria-label={trans.__('Query with SQL')}
          onClick={() => void commands.execute(CommandIDs.openSql)}
        >
          <sqlIcon.react tag={null} />
        </button>
      )}
      <MoreButton label={trans.__('More')} items={more} />
    </header>
  );
}

function Chooser(props: {
  label: string;
  value: string;
  items: () => (IMenuItem | null)[];
  main?: boolean;
}): JSX.Element {
  return (
    <button
      type="button"
      className={`nt-Chooser${props.main ? ' nt-mod-main' : ''}`}
      aria-haspopup="menu"
      aria-label={`${props.label}: ${props.value}`}
      title={`${props.label}: ${props.value}`}
      onClick={event => openMenu(event.currentTarget, props.items())}
    >
      <bdi className="nt-ellipsis">{props.value}</bdi>
      <caretDownEmptyIcon.react tag="span" className="nt-Chooser-caret" />
    </button>
  );
}
