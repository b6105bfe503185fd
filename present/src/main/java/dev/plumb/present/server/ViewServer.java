package dev.plumb.present.server;

import com.sun.net.httpserver.HttpServer;
import dev.plumb.present.view.Endpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Serves the page and answers its questions, on loopback only. Each connection has a virtual
 * thread; answers are computed by a few platform threads, so that a long computation keeps nobody
 * from connecting.
 */
public final class ViewServer implements AutoCloseable {
  /** The JDK's own limits, which it reads when the first server is made. */
  private static final List<String[]> LIMITS =
      List.of(
          new String[] {"sun.net.httpserver.maxReqHeaderSize", "65536"},
          new String[] {"sun.net.httpserver.maxReqHeaders", "100"},
          new String[] {"sun.net.httpserver.maxReqTime", "20"},
          new String[] {"sun.net.httpserver.maxRspTime", "120"},
          new String[] {"sun.net.httpserver.idleInterval", "60"},
          new String[] {"sun.net.httpserver.nodelay", "true"},
          new String[] {"jdk.httpserver.maxConnections", "200"});

  private final HttpServer http;
  private final ExecutorService connections;
  private final Workers workers;
  private final Gate gate;

  private ViewServer(HttpServer http, List<Endpoint> endpoints) {
    this.http = http;
    this.connections = Executors.newVirtualThreadPerTaskExecutor();
    this.workers = new Workers();
    this.gate = new Gate(http.getAddress().getPort());
    http.createContext("/", new Requests(gate, endpoints, workers));
    http.setExecutor(connections);
  }

  /**
   * Starts a server.
   *
   * @param port the port to listen on; 0 for any that is free
   * @throws IOException if the port is taken
   */
  public static ViewServer start(int port, List<Endpoint> endpoints) throws IOException {
    for (String[] limit : LIMITS) {
      if (System.getProperty(limit[0]) == null) {
        System.setProperty(limit[0], limit[1]);
      }
    }
    InetAddress loopback = InetAddress.getByAddress("127.0.0.1", new byte[] {127, 0, 0, 1});
    ViewServer server =
        new ViewServer(HttpServer.create(new InetSocketAddress(loopback, port), 64), endpoints);
    server.http.start();
    return server;
  }

  /** The port that it listens on. */
  public int port() {
    return http.getAddress().getPort();
  }

  /** The address to open, with the secret. Whoever knows it may ask. */
  public String url() {
    return "http://127.0.0.1:" + port() + "/?token=" + gate.token();
  }

  /** The secret, for programs that send it as a header. */
  public String token() {
    return gate.token();
  }

  @Override
  public void close() {
    http.stop(0);
    workers.close();
    connections.shutdownNow();
  }
}
