import { expect, test } from '@jest/globals';
import { parseProcStat, readProcStat } from './proc-stat.ts';

test('a name with spaces and brackets does not shift the fields', () => {
  const line =
    '4711 (a) b (c) S 1 4711 4711 0 -1 4194560 1 2 3 4 150 25 0 0 20 0 1 0 987654 1000 42 0 0';
  expect(parseProcStat(line)).toEqual({
    pid: 4711,
    state: 'S',
    parentPid: 1,
    groupId: 4711,
    sessionId: 4711,
    userTicks: 150,
    systemTicks: 25,
    startTicks: 987654,
    residentPages: 42,
  });
});

test('what is no stat line is none', () => {
  expect(parseProcStat('')).toBeUndefined();
  expect(parseProcStat('4711 (a) S 1')).toBeUndefined();
});

test('this process is found and pid 0 is not', () => {
  expect(readProcStat(process.pid)).toMatchObject({ pid: process.pid });
  expect(readProcStat(0)).toBeUndefined();
});
