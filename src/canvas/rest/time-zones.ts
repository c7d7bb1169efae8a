import { z } from 'zod';
import { isTimeZone } from '../../domain/time-zone.ts';
import file from './rails-time-zones.json' with { type: 'json' };

/** Ruby on Rails names of time zones and their IANA zones: `ActiveSupport::TimeZone::MAPPING` (Rails 8). */
const railsZones = new Map(Object.entries(z.record(z.string(), z.string()).parse(file)));

/**
 * The IANA zone of a course's `time_zone`: most versions of Canvas send one, some a Rails name such as
 * `Central Time (US & Canada)`. Null for anything else.
 */
export function toIanaZone(name: string): string | null {
  const zone = railsZones.get(name) ?? name;
  return isTimeZone(zone) ? zone : null;
}
