-- What the bank told is overdue is listed without reading every order.
CREATE INDEX credit_orders_overdue ON credit_orders (done_on) WHERE repayment = 'overdue';
