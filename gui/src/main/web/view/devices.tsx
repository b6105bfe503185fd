// How each device spent its time, as bars whose parts add up.

import type {JSX} from 'preact';
import {formatExact, formatNs, formatShare, plural} from '../base/format';
import {shown} from '../base/names';
import {Name} from './common';
import type {DeviceInfo} from './protocol';

/** Parts of a device's timeline; together they are all of it. */
const PARTS = [
  {key: 'compute_ns', label: 'compute', part: 'part-compute'},
  {key: 'exposed_comm_ns', label: 'exposed comm.', part: 'part-comm'},
  {key: 'exposed_memcpy_ns', label: 'exposed copies', part: 'part-copy'},
  {key: 'idle_ns', label: 'idle', part: 'part-idle'},
] as const;

export function DeviceBars({devices, several, word}: {devices: DeviceInfo[]; several: boolean; word: string}): JSX.Element | null {
  if (devices.length === 0) {
    return null;
  }
  const whole = devices.reduce((sum, device) => sum + device.total_ns, 0);
  return (
    <>
      <div class="parts">
        {PARTS.map((part) => ({...part, ns: devices.reduce((sum, device) => sum + device[part.key], 0)})).filter((part) => part.ns > 0).map((part) => (
          <span key={part.key}><span class={'swatch ' + part.part} />{part.label} {formatShare(part.ns, whole)}</span>
        ))}
      </div>
      <div class="device-list">
        {devices.map((device) => {
          const name = (several ? device.label + ' · ' : '') + word + ' ' + device.id + (device.name ? ' · ' + device.name : '');
          return (
            <div class="device" key={device.label + device.id}>
              <div class="device-name" title={`${shown(name)}${device.kernels > 0 ? ': ' + plural(device.kernels, 'kernel') : ''}`}><Name text={name} /></div>
              {device.total_ns === 0 ? <div class="bar muted">its work has no duration</div> : <div class="bar" role="img" aria-label={PARTS.map((part) => `${part.label} ${formatNs(device[part.key])} (${formatShare(device[part.key], device.total_ns)})`).join(', ')}>
                {PARTS.filter((part) => device[part.key] > 0).map((part) => (
                  <div key={part.key} class={part.part} style={{flexGrow: String(device[part.key] / device.total_ns)}}
                    title={`${part.label} ${formatNs(device[part.key])} (${formatShare(device[part.key], device.total_ns)}), exactly ${formatExact(device[part.key], 'ns')}`} />
                ))}
              </div>}
              <div class="device-total">{formatNs(device.total_ns)}</div>
            </div>
          );
        })}
      </div>
    </>
  );
}
