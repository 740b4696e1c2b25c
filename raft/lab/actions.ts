/** What can be done to one node. */
import { LabError } from './lab-error.js';
import type { Arguments } from './arguments.js';
import type { Lab } from './lab.js';

const TEXT = new TextEncoder();
const NOTHING = new Uint8Array(0);
const IN_VAIN: ReadonlySet<string> = new Set(['change-pending', 'already-joint', 'not-joint']);
const MAX_TICKS = 1_000_000;

export function campaign(lab: Lab, given: Arguments): object {
  lab.node(given.id('node')).use((core) => core.campaign());
  return {};
}

export function tick(lab: Lab, given: Arguments): object {
  const node = lab.node(given.id('node'));
  const count = given.optionalInteger('count', { from: 0, to: MAX_TICKS }) ?? 1;
  for (let ticks = 0; ticks < count; ticks += 1) node.use((core) => core.tick());
  return {};
}

/** Every proposal makes its own appends, so that windows fill as they would with one `Ready` each. */
export function propose(lab: Lab, given: Arguments): object {
  const node = lab.node(given.id('node'));
  const data = TEXT.encode(given.text('data'));
  const outcome = node.use((core) => {
    const proposed = core.propose(data);
    core.replicate();
    return proposed;
  });
  if (outcome.kind === 'refused') throw refused(outcome.code);
  return { index: outcome.index, term: outcome.term };
}

/** A change that cannot be made now takes its index all the same, as an empty entry. */
export function proposeConfChange(lab: Lab, given: Arguments): object {
  const node = lab.node(given.id('node'));
  const changes = given.has('changes') ? given.list('changes').map(readChange) : [];
  const transition = given.optionalChoice('transition', ['auto', 'implicit', 'explicit']) ?? 'auto';
  return node.use((core) => {
    const outcome = core.proposeChange(changes, transition);
    const isInVain = outcome.kind === 'refused' && IN_VAIN.has(outcome.code);
    const entry = isInVain ? core.propose(NOTHING) : outcome;
    core.replicate();
    if (entry.kind === 'refused') throw refused(entry.code);
    const { index, term } = 'entry' in entry ? entry.entry : entry;
    return { index, term, type: isInVain ? 'normal' : 'conf-change' };
  });
}

export function processReady(lab: Lab, given: Arguments): object {
  const node = lab.node(given.id('node'));
  const { reads, ...done } = node.processReady();
  return { ...done, reads: lab.reads.finish(reads) };
}

export function processAppend(lab: Lab, given: Arguments): object {
  return { processed: lab.node(given.id('node')).processAppend() };
}

export function processApply(lab: Lab, given: Arguments): object {
  return { processed: lab.node(given.id('node')).processApply() };
}

export function compact(lab: Lab, given: Arguments): object {
  lab.node(given.id('node')).compact(given.integer('index', { from: 1 }));
  return {};
}

export function reportUnreachable(lab: Lab, given: Arguments): object {
  const node = lab.node(given.id('node'));
  const peer = given.id('peer');
  node.use((core) => core.unreachable(peer));
  return {};
}

export function transferLeadership(lab: Lab, given: Arguments): object {
  const node = lab.node(given.id('node'));
  const to = given.id('to');
  const code = node.use((core) => core.transferLeadership(to));
  if (code !== undefined) throw refused(code);
  return {};
}

export function readIndex(lab: Lab, given: Arguments): object {
  const node = lab.node(given.id('node'));
  const requestId = lab.reads.begin(node.id, given.text('context'));
  if (!node.use((core) => core.requestRead(requestId))) throw refused('no-leader');
  return {};
}

export function setElectionTimeout(lab: Lab, given: Arguments): object {
  const node = lab.node(given.id('node'));
  const ticks = given.integer('ticks', { from: 1 });
  node.use((core) => core.setElectionTimeout(ticks));
  return {};
}

export function restart(lab: Lab, given: Arguments): object {
  const node = lab.node(given.id('node'));
  const lose = given.optionalChoice('lose', ['unsynced']);
  lab.pool.take({ to: node.id, from: node.id });
  node.restart(lose === 'unsynced');
  return {};
}

function readChange(given: Arguments): {
  readonly type: 'voter' | 'learner' | 'remove';
  readonly id: number;
} {
  return { type: given.choice('type', ['voter', 'learner', 'remove']), id: given.id('id') };
}

function refused(code: string): LabError {
  return new LabError(code, `the node refused: ${code}`);
}
