/** Import of XPlane files. */
package dev.plumb.bench.xplane;
