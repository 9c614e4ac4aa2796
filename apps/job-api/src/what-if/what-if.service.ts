import { setImmediate } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { type NodeRow, type Seq, type State } from '@steppe/domain';
import { type EventStore, stateAt } from '@steppe/event-log';
import { CLOCK, type Clock, EVENT_STORE } from '@steppe/nest-kit';
import { Forecast, type ForeseenDecision, type Happening } from './forecast.ts';

/** How much of a node is taken. */
export interface Load {
  readonly allocs: number;
  readonly cpuMhz: number;
  readonly memoryMb: number;
}

export interface ForeseenNode {
  readonly row: NodeRow;
  readonly before: Load;
  readonly after: Load;
}

export interface Foreseen {
  readonly decisions: readonly ForeseenDecision[];
  /** Those whose load or row would change. */
  readonly nodes: readonly ForeseenNode[];
  readonly isWhole: boolean;
}

/** Says what would follow if something happened. Nothing of it does. */
@Injectable()
export class WhatIf {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(CLOCK) private readonly now: Clock,
  ) {}

  /**
   * @param happeningsOn what happens, all at once, on the state at an index, when all that was under way there has come
   *   to its end.
   * @throws SteppeError `INDEX_EXPIRED`; whatever `happeningsOn` throws.
   */
  async foresee(
    seq: Seq,
    happeningsOn: (state: State, nowMs: number) => readonly Happening[],
  ): Promise<Foreseen> {
    const state = await stateAt(this.store, seq);
    const nowMs = this.now();
    const forecast = new Forecast(state, nowMs);
    await forecast.settle(setImmediate);
    const before = new Map(
      [...state.nodes].map(([id, row]) => [id, { row, load: loadOf(state, id) }]),
    );
    for (const happening of happeningsOn(state, nowMs)) forecast.append(happening);
    const decisions = await forecast.settle(setImmediate);
    const nodes = [...before].flatMap(([id, { row: rowBefore, load }]) => {
      const row = state.nodes.get(id) ?? rowBefore;
      const after = loadOf(state, id);
      const isSame = row.modifySeq === rowBefore.modifySeq && isSameLoad(load, after);
      return isSame ? [] : [{ row, before: load, after }];
    });
    return { decisions, nodes, isWhole: forecast.isWhole };
  }
}

function loadOf({ index }: State, nodeId: string): Load {
  const { allocs = 0, cpuMhz = 0, memoryMb = 0 } = index.usage.get(nodeId) ?? {};
  return { allocs, cpuMhz, memoryMb };
}

function isSameLoad(a: Load, b: Load): boolean {
  return a.allocs === b.allocs && a.cpuMhz === b.cpuMhz && a.memoryMb === b.memoryMb;
}
