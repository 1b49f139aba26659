import java.util.Properties;
import org.apache.solr.embedded.JettyConfig;
import org.apache.solr.embedded.JettySolrRunner;

/**
 * One Solr in one Java process, bound to 127.0.0.1 and closed cleanly on SIGTERM.
 *
 * <p>Run from source: {@code java -cp 'lib/*' SolrRunner.java SOLR_HOME PORT}. The folder SOLR_HOME
 * holds solr.xml and one folder per core.
 */
public final class SolrRunner {
  public static void main(String[] args) throws Exception {
    String home = args[0];
    int port = Integer.parseInt(args[1]);
    JettyConfig config =
        JettyConfig.builder().setContext("/solr").setPort(port).stopAtShutdown(true).build();
    JettySolrRunner solr = new JettySolrRunner(home, new Properties(), config);
    solr.start();
    System.out.println("Solr is ready on " + solr.getBaseUrl());
    Thread.currentThread().join();
  }
}
