/** What recording costs Plumb itself. */
package dev.plumb.bench.record;
