package dev.plumb.present.gate;

import dev.plumb.explain.gate.Check;
import dev.plumb.explain.gate.Check.Culprit;
import dev.plumb.present.text.Plain;
import java.io.Writer;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** What a gate decided as JUnit's XML: a test case for each threshold. */
public final class GateJunit {
  private static final String NAME = "plumb gate";

  private final GateReport report;
  private final XMLStreamWriter xml;

  private GateJunit(GateReport report, XMLStreamWriter xml) {
    this.report = report;
    this.xml = xml;
  }

  /** Writes the document; does not close {@code writer}. */
  public static void write(GateReport report, Writer writer) {
    try {
      XMLStreamWriter xml = XMLOutputFactory.newFactory().createXMLStreamWriter(writer);
      new GateJunit(report, xml).document();
      xml.flush();
    } catch (XMLStreamException e) {
      throw new IllegalStateException("cannot write XML: " + e.getMessage(), e);
    }
  }

  private void document() throws XMLStreamException {
    xml.writeStartDocument("UTF-8", "1.0");
    xml.writeDTD("\n"); // characters are not allowed here, not even a line's end
    xml.writeStartElement("testsuites");
    counts();
    line("\n  ");
    xml.writeStartElement("testsuite");
    counts();
    for (Check check : report.checks()) {
      line("\n    ");
      testCase(check);
    }
    line("\n  ");
    xml.writeEndElement();
    line("\n");
    xml.writeEndElement();
    xml.writeEndDocument();
    line("\n");
  }

  private void line(String whitespace) throws XMLStreamException {
    xml.writeCharacters(whitespace);
  }

  private void counts() throws XMLStreamException {
    xml.writeAttribute("name", NAME);
    xml.writeAttribute("tests", String.valueOf(report.checks().size()));
    xml.writeAttribute("failures", String.valueOf(report.failed().size()));
    xml.writeAttribute("errors", "0");
    xml.writeAttribute("skipped", "0");
    xml.writeAttribute("time", "0");
  }

  private void testCase(Check check) throws XMLStreamException {
    xml.writeStartElement("testcase");
    xml.writeAttribute("classname", "plumb.gate");
    xml.writeAttribute("name", check.name());
    xml.writeAttribute("time", "0");
    String message =
        check.what()
            + ": "
            + GateReport.valueOf(check)
            + (check.value() > check.limit() ? " > " : " ≤ ")
            + GateReport.limitOf(check);
    if (check.passed()) {
      line("\n      ");
      xml.writeStartElement("system-out");
      xml.writeCharacters(Plain.printable(message + note(check)));
    } else {
      line("\n      ");
      xml.writeStartElement("failure");
      xml.writeAttribute(
          "message",
          Plain.printable(
              check.result() == Check.Result.UNKNOWN
                  ? check.what() + ": " + check.result().label()
                  : message));
      xml.writeAttribute("type", check.result().label());
      xml.writeCharacters(details(check));
    }
    xml.writeEndElement();
    line("\n    ");
    xml.writeEndElement();
  }

  private static String note(Check check) {
    return check.note() == null ? "" : " (" + check.note() + ")";
  }

  private String details(Check check) {
    StringBuilder text =
        new StringBuilder((GateReport.detailOf(check) + note(check)).stripLeading());
    for (Culprit culprit : check.culprits()) {
      text.append("\n").append(Plain.printable(report.culprit(culprit)));
    }
    return text.toString();
  }
}
