/// A filter as tables and nodes hold it: a bare closure in a dictionary or an optional costs two more calls each time.
package struct FilterFunction: Sendable {
  let call: FunctionRegistry.Filter

  package init(_ call: @escaping FunctionRegistry.Filter) { self.call = call }
}
