package dev.plumb.cli.corpus;

import static dev.plumb.cli.corpus.Values.decimal;
import static dev.plumb.cli.pipeline.JsonTree.asList;
import static dev.plumb.cli.pipeline.JsonTree.asLong;
import static dev.plumb.cli.pipeline.JsonTree.asObject;

import dev.plumb.cli.corpus.Corpus.Entry;
import dev.plumb.profile.Links;
import dev.plumb.trace.EdgeTable;
import dev.plumb.trace.NodeTable;
import dev.plumb.trace.Trace;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** PyTorch's execution traces, and Chakra's graphs, of which facts know the size only. */
final class GraphFacts implements FactComparer {
  @Override
  public boolean claims(Entry entry) {
    boolean chakra = "json".equals(entry.kind()) && entry.file().startsWith("chakra/");
    return "pytorch-et".equals(entry.kind()) || chakra;
  }

  @Override
  public void compare(Comparison c, Reading reading) {
    Links links = reading.links(c.entry.member());
    c.facts.get("kind");
    c.facts.get("member");
    c.check("is read", true, links != null);
    if (links == null) {
      return;
    }
    Trace trace = links.trace();
    c.check("uncompressed_bytes", asLong(c.facts.get("uncompressed_bytes")), trace.bytes());
    if (c.entry.member().isEmpty()) {
      c.check("bytes", asLong(c.facts.get("bytes")), trace.fileBytes());
    }
    c.notKept("how the file is laid out is not kept", "top_level", "parse_notes");
    if ("pytorch-et".equals(c.entry.kind())) {
      nodes(c, trace);
    } else {
      c.check("has nodes", true, trace.nodes().size() > 0);
    }
  }

  private static void nodes(Comparison c, Trace trace) {
    NodeTable nodes = trace.nodes();
    Map<String, Long> names = new HashMap<>();
    Set<Long> ids = new HashSet<>();
    for (int row = 0; row < nodes.size(); row++) {
      names.merge(trace.strings().get(nodes.nameId(row)), 1L, Long::sum);
      ids.add(nodes.id(row));
    }
    c.check("nodes", c.facts.get("nodes"), decimal(nodes.size()));
    c.check("distinct_ids", c.facts.get("distinct_ids"), decimal(ids.size()));
    Map<String, Object> ours = new TreeMap<>(Values.decimals(names));
    asObject(c.facts.get("names_top"))
        .forEach((name, count) -> c.check(name, count, ours.get(name)));
    long edges = 0;
    for (int row = 0; row < trace.edges().size(); row++) {
      edges += trace.edges().kind(row) == EdgeTable.Kind.CONTROL ? 1 : 0;
    }
    c.check("nodes_with_ctrl_deps", c.facts.get("nodes_with_ctrl_deps"), decimal(edges));
    c.check("schema", c.facts.get("schema"), Values.metadata(trace, "schema"));
    c.check("pid", c.facts.get("pid").toString(), String.valueOf(Values.metadata(trace, "pid")));
    c.check(
        "top_level_keys",
        new TreeSet<>(asList(c.facts.get("top_level_keys"))),
        new TreeSet<Object>(trace.metadata().keySet()));
  }
}
