/**
 * What importers of records share, whatever wrote them: exact decimal numbers, checked times,
 * tracks of threads, streams and queues, arguments as JSON members, sums without times. No format.
 */
@NullMarked
package dev.plumb.importers.records;

import org.jspecify.annotations.NullMarked;
