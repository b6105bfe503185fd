package dev.plumb.profile;

import dev.plumb.trace.DeviceWorkTable;
import dev.plumb.trace.Ids;
import dev.plumb.trace.IntColumn;
import dev.plumb.trace.LaunchTable;
import dev.plumb.trace.RowSorter;
import dev.plumb.trace.SliceTable;
import dev.plumb.trace.Trace;
import java.util.Arrays;

/**
 * Device work whose correlation id several calls have: a runtime call and the driver call inside
 * it, a long recording in which ids come around, or processes of one trace that count alike.
 *
 * <p>The process decides, where anything says which one the work is of; then the external id; then
 * the time: work belongs to the last call before it, or if there is none to the first one after it.
 * Calls of several processes that nothing tells apart are given out in the order of the work, one
 * each where there are as many, and such a link is {@link LinkQuality#AMBIGUOUS}.
 *
 * <p>However many calls share an id, work costs a binary search.
 */
final class SharedIds {
  private static final int UNKNOWN = -1;
  private static final int SEVERAL = -2;
  private static final byte EXACT = (byte) LinkQuality.EXACT.ordinal();
  private static final byte AMBIGUOUS = (byte) LinkQuality.AMBIGUOUS.ordinal();

  private final Links links;
  private final Trace trace;
  private final SliceTable slices;
  private final LaunchTable launches;
  private final DeviceWorkTable work;
  private final int[] processes;

  /** By process of the work's track (often its device): whose calls launch there. */
  private final int[] ownerOfPlace;

  /** By track of the work: whose calls launch there. */
  private final int[] ownerOfTrack;

  private final IntColumn rows = new IntColumn();
  private final IntColumn slots = new IntColumn();

  SharedIds(Links links, int[] processes) {
    this.links = links;
    this.trace = links.trace();
    this.slices = trace.slices();
    this.launches = trace.launches();
    this.work = trace.deviceWork();
    this.processes = processes;
    this.ownerOfPlace = new int[processes.length];
    this.ownerOfTrack = new int[processes.length];
    Arrays.fill(ownerOfPlace, UNKNOWN);
    Arrays.fill(ownerOfTrack, UNKNOWN);
  }

  /** Notes which process launches where, from work whose launch is certain. */
  void learn(int row, int launch) {
    int track = slices.trackRow(row);
    int process = processes[slices.trackRow(launch)];
    note(ownerOfTrack, track, process);
    note(ownerOfPlace, processes[track], process);
  }

  private static void note(int[] owners, int place, int process) {
    int owner = owners[place];
    if (owner != process) {
      owners[place] = owner == UNKNOWN ? process : SEVERAL;
    }
  }

  /** Takes work whose calls are the rows of {@code slot}. */
  void add(int row, int slot) {
    rows.add(row);
    slots.add(slot);
  }

  /** Links all work that was added. */
  void resolve(LongIndex calls) {
    if (rows.size() == 0) {
      return;
    }
    int[] order = new int[rows.size()];
    Arrays.setAll(order, i -> i);
    RowSorter.sortByKey(order, 0, order.length, i -> slices.startNs(rows.get(i)));
    new Resolver(calls).resolve(order);
  }

  /** The calls that share an id, found by what tells them apart. */
  private final class Resolver {
    private final LongIndex calls;

    /** By process and slot. */
    private final LongIndex byProcess;

    /** By external id and slot. */
    private final LongIndex byExternal;

    /** By external id and slot of {@link #byProcess}. */
    private final LongIndex byBoth;

    private final int[] processOfCalls;
    private final int[] processOfExternal;

    Resolver(LongIndex calls) {
      this.calls = calls;
      boolean[] asked = new boolean[calls.slots()];
      int count = 0;
      for (int i = 0; i < slots.size(); i++) {
        int slot = slots.get(i);
        count += asked[slot] ? 0 : calls.count(slot);
        asked[slot] = true;
      }
      byProcess = new LongIndex(count);
      byExternal = new LongIndex(count);
      byBoth = new LongIndex(count);
      processOfCalls = new int[calls.slots()];
      processOfExternal = new int[byExternal.slots()];
      Arrays.fill(processOfCalls, UNKNOWN);
      Arrays.fill(processOfExternal, UNKNOWN);
      index(asked);
    }

    private void index(boolean[] asked) {
      for (int slot = 0; slot < asked.length; slot++) {
        if (asked[slot]) {
          for (int at = calls.from(slot); at < calls.to(slot); at++) {
            int call = calls.row(at);
            int process = processes[slices.trackRow(call)];
            long externalId = launches.externalId(slices.detail(call));
            note(processOfCalls, slot, process);
            byProcess.add(process, slot, call);
            if (externalId != Ids.ABSENT) {
              byExternal.add(externalId, slot, call);
              note(processOfExternal, byExternal.slot(externalId, slot), process);
              byBoth.add(externalId, byProcess.slot(process, slot), call);
            }
          }
        }
      }
      byProcess.seal();
      byExternal.seal();
      byBoth.seal();
    }

    void resolve(int[] order) {
      for (int i : order) {
        int slot = slots.get(i);
        if (processOfCalls[slot] >= 0) {
          learn(rows.get(i), calls.row(calls.from(slot)));
        }
      }
      LongIndex undecided = new LongIndex(order.length);
      for (int i : order) {
        if (!decide(rows.get(i), slots.get(i))) {
          long external = externalSlot(rows.get(i), slots.get(i));
          undecided.add(external, slots.get(i), rows.get(i));
        }
      }
      giveOut(undecided.seal(), order);
    }

    /** Links work whose process is known or does not matter. */
    private boolean decide(int row, int slot) {
      int process = processOfCalls[slot] >= 0 ? processOfCalls[slot] : processOf(row, slot);
      int external = externalSlot(row, slot);
      if (process < 0) {
        boolean one = external >= 0 && processOfExternal[external] >= 0;
        if (one) {
          link(row, nearest(byExternal, external, row), EXACT);
        }
        return one;
      }
      int own = byProcess.slot(process, slot);
      long externalId = work.externalId(slices.detail(row));
      int both = externalId == Ids.ABSENT ? -1 : byBoth.slot(externalId, own);
      link(row, both >= 0 ? nearest(byBoth, both, row) : nearest(byProcess, own, row), EXACT);
      return true;
    }

    private int externalSlot(int row, int slot) {
      long externalId = work.externalId(slices.detail(row));
      return externalId == Ids.ABSENT ? -1 : byExternal.slot(externalId, slot);
    }

    /** The process of device work, if it has calls of that id; negative if nothing says. */
    private int processOf(int row, int slot) {
      int track = slices.trackRow(row);
      if (namesProcess(row) && byProcess.slot(processes[track], slot) >= 0) {
        return processes[track];
      }
      int owner = ownerOfPlace[processes[track]];
      owner = owner >= 0 ? owner : ownerOfTrack[track];
      return owner >= 0 && byProcess.slot(owner, slot) >= 0 ? owner : UNKNOWN;
    }

    /** Kineto puts the device's number where other profilers put the process. */
    private boolean namesProcess(int row) {
      String pid = trace.strings().get(trace.tracks().pidId(slices.trackRow(row)));
      int device = work.deviceRow(slices.detail(row));
      return device < 0 || !pid.equals(trace.devices().id(device));
    }

    private void giveOut(LongIndex undecided, int[] order) {
      boolean[] done = new boolean[undecided.slots()];
      for (int i : order) {
        int row = rows.get(i);
        if (links.launch[row] >= 0) {
          continue;
        }
        int external = externalSlot(row, slots.get(i));
        int group = undecided.slot(external, slots.get(i));
        if (!done[group]) {
          done[group] = true;
          giveOut(
              undecided,
              group,
              external >= 0 ? byExternal : calls,
              external >= 0 ? external : slots.get(i));
        }
      }
    }

    private void giveOut(LongIndex undecided, int group, LongIndex from, int slot) {
      boolean pairs = undecided.count(group) == from.count(slot);
      int calls = from.from(slot) - undecided.from(group);
      for (int at = undecided.from(group); at < undecided.to(group) && pairs; at++) {
        pairs = slices.startNs(from.row(calls + at)) <= slices.startNs(undecided.row(at));
      }
      for (int at = undecided.from(group); at < undecided.to(group); at++) {
        int row = undecided.row(at);
        link(row, pairs ? from.row(calls + at) : nearest(from, slot, row), AMBIGUOUS);
      }
    }

    /** The last call before the work, of several at one instant the first; or else the first. */
    private int nearest(LongIndex index, int slot, int row) {
      int after = index.after(slot, slices.startNs(row), slices::startNs);
      if (after == index.from(slot)) {
        return index.row(after);
      }
      long start = slices.startNs(index.row(after - 1));
      return index.row(index.after(slot, start - 1, slices::startNs));
    }

    private void link(int row, int launch, byte quality) {
      links.launch[row] = launch;
      links.quality[row] = quality;
    }
  }
}
