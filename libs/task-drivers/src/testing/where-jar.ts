/**
 * A jar for Java 8 and later, so that the tests need no compiler:
 *
 * public class Where {
 *   public static void main(String[] args) throws Exception {
 *     String where = "";
 *     for (InetAddress each : Collections.list(NetworkInterface.getByName("eth0").getInetAddresses())) {
 *       if (each instanceof Inet4Address) where = each.getHostAddress();
 *     }
 *     ServerSocket server = new ServerSocket(Integer.parseInt(System.getenv("NOMAD_PORT_http")));
 *     while (true) {
 *       Socket client = server.accept();
 *       while (client.getInputStream().read() != '\n');
 *       client.getOutputStream().write(("HTTP/1.0 200 OK\r\n\r\n" + where).getBytes("UTF-8"));
 *       client.close();
 *     }
 *   }
 * }
 */
export const WHERE_JAR = Buffer.from(
  [
    'UEsDBBQACAgIADGRfF0AAAAAAAAAAAAAAAAJAAQATUVUQS1JTkYv/soAAAMAUEsHCAAAAAACAAAAAAAAAFBLAwQUAAgICA',
    'AxkXxdAAAAAAAAAAAAAAAAFAAAAE1FVEEtSU5GL01BTklGRVNULk1G803My0xLLS7RDUstKs7Mz7NSMNQz4OVyLkpNLElN',
    '0XWqBAqY6xnoGZoqaLikJmUm5mnycvkmZubpOuckFhdbKYRnpBal8nLxcgEAUEsHCIDIX1FLAAAASgAAAFBLAwQUAAgICA',
    'AxkXxdAAAAAAAAAAAAAAAACwAAAFdoZXJlLmNsYXNzjVRbVxtVFP4OBM4wHW6hpa1ipVVrKISkBbWaWiWUSiQXbFIqoOKQ',
    'nCYDyUycOeHipfVv9MlHXnzxJaBdy6WP+i/8Dz65qrhPSMqAsJZZK3Mu+9vft8/e+5zf//npZwCT+FZHG9o5AgY60MnQt2',
    'ZumJGyaRcjmdU1kZcMnbcs25K3GdpDIwsaNAZo0BkCQpaiOgx0c/QY6EUfw8WGuy1kJC3kpuOuJ2wp3IdmXjB0FYWMb6fN',
    'Cs0joeShUFa6ll2MjSRPdY4pmaCBAZylEIknQaipQsEVnic8kg01nWvSKkdm7FpFuKa0HJscB3Ge44KBi3iB4dwhatopl+',
    'l8BCKCQNny6KjjoVNo/PRTrmtuJwlP5EN4ieOSgZcxzDBwAoZBs6RicVyGwSNhJpr7sTO4glc4XjXwGq4yBP8LYeAl00uL',
    'LdmowpLyCBkYwTUK3W5sn21x+2oX4xgjy/O0+rLGMd7KRssy2TTpGEXUwHXcYOihXM86XsvruEyzchyTfrKscDeEm3Xy60',
    'JqeJOhN51JTd1Zmc/cy62UpKzquIm3Od4xEMOtIz2X3fakqFDPka6wNxiunt4o/i0dt/Eex/sGphBn6D8EqB4qCsqgVjVd',
    'T9CSQj2JNKFjAnfUNZihpIYSIwtq4wMDs0hQQGY+L6rkOxDy9enBGUl9DkmOlIE0MnTcY/aDNCbsak2SmDDpfOdbLJYT8R',
    'mI6SPc48gayOF+q6OOYig4GgqNRkgo5QcGPsYiyZJIpiZ9wAs+Fb+FCrZMMRzPQbxmlQvC1bGEdg2fkfxsLjcfuT4eHb4R',
    'jQ5n5rr1bl1ZPzdgYlUlpVoVNoUS/l9VavLHFEXBgFANpknnwKihyNBxP3c3fFOHhTWOdQNlVI62RwNKXo2nRKqrP3iS9H',
    'Jch4MqxxcGXHitO3AsDaS36dLtpDG0HFf1nkPNwIZ6BzvyZccTHFs0fVASLoEC005BDRXTspXu8gnCCwzdWWnm11NmNWeu',
    'lgmvz2ypzlHvDMfjVk0bXs8tuIxNeofVrw1MvcT03aZVP4303qLj2i7YDw1AF77EVwRT5u/RjgCNj4I8Gezaw5k6+vdwro',
    '4XU2M/4jLDEwzR5HWGXzCaDv+K8BNo4ToiyZ39P55iYjH4xh7e2sO7u5hOjdVxN03GD+uY79O/Q+fO/p+0XHiKpcVdfBL8',
    'tI6VUfrXkQ8+rKNUh01mubP/G0XA8DV9h9D5N4IcFseVS3+h7Rl6OSaeIcAx14NvCBEg5CPgX1BLBwgcc+lJrAMAAIAGAA',
    'BQSwECFAAUAAgICAAxkXxdAAAAAAIAAAAAAAAACQAEAAAAAAAAAAAAAAAAAAAATUVUQS1JTkYv/soAAFBLAQIUABQACAgI',
    'ADGRfF2AyF9RSwAAAEoAAAAUAAAAAAAAAAAAAAAAAD0AAABNRVRBLUlORi9NQU5JRkVTVC5NRlBLAQIUABQACAgIADGRfF',
    '0cc+lJrAMAAIAGAAALAAAAAAAAAAAAAAAAAMoAAABXaGVyZS5jbGFzc1BLBQYAAAAAAwADALYAAACvBAAAAAA=',
  ].join(''),
  'base64',
);
